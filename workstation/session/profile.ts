import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../contract/error.ts'
import { Id } from '../../contract/words.ts'
import { writeDurably } from '../store/durable.ts'
import { lockProfile } from './profile-lock.ts'
import { SlotFile } from './slots.ts'

const FORMAT = 1

/** `profile.json`, in clear. What it says is shown before anyone signs in and trusted for nothing else. */
export const ProfileFile = z.object({ format: z.int(), id: Id, demonstration: z.boolean(), hubUrl: z.string() })
export type ProfileFile = z.infer<typeof ProfileFile>

export interface Profile {
  readonly database: string
  readonly vault: string
  readonly lists: string
  readonly scratch: string
  /** null: nothing is set up here yet. */
  read(): { file: ProfileFile; slots: SlotFile } | null
  /** Removes what a set-up left that did not end: without slots nothing can ever open it. */
  clearUnfinished(): void
  /** Ends a set-up: from here on the profile is there. */
  create(file: Omit<ProfileFile, 'format'>, slots: SlotFile): void
  saveSlots(slots: SlotFile): void
  /** Wrong passphrases in a row, by slot. */
  readAttempts(): Record<string, number>
  saveAttempts(failures: Record<string, number>): void
  release(): void
}

/**
 * Takes a profile folder for this process, making it when it is not there.
 * @throws AppError `profile.in_use`, `profile.damaged`, `profile.newer_version`
 */
export function openProfile(folder: string): Profile {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const release = lockProfile(folder)
  const at = (name: string): string => join(folder, name)
  const profile: Profile = {
    database: at('paravent.db'),
    vault: at('vault'),
    lists: at('lists'),
    scratch: at('scratch'),
    read: () => readProfile(folder),
    clearUnfinished() {
      if (readProfile(folder) !== null) throw new AppError('profile.already_set_up')
      for (const name of ['paravent.db', 'paravent.db-wal', 'paravent.db-shm', 'vault', 'lists']) rmSync(at(name), { recursive: true, force: true })
    },
    create(file, slots) {
      profile.saveSlots(slots)
      writeDurably(at('profile.json'), JSON.stringify({ format: FORMAT, ...file }, null, 2))
    },
    readAttempts: () => readAttempts(at('attempts.json')),
    saveAttempts(failures) {
      if (Object.keys(failures).length === 0) rmSync(at('attempts.json'), { force: true })
      else writeDurably(at('attempts.json'), JSON.stringify(failures))
    },
    saveSlots: (slots) => writeDurably(at('slots.json'), JSON.stringify(SlotFile.parse(slots), null, 2)),
    release,
  }
  try {
    profile.read()
  } catch (error) {
    release()
    throw error
  }
  return profile
}

/**
 * What a profile folder says of itself, without taking it; null where nothing is set up.
 * @throws AppError `profile.damaged`, `profile.newer_version`
 */
export function readProfile(folder: string): { file: ProfileFile; slots: SlotFile } | null {
  const file = readJsonFile(join(folder, 'profile.json'), ProfileFile)
  const slots = readJsonFile(join(folder, 'slots.json'), SlotFile)
  if (file === null && slots === null) return null
  // One without the other: keys may still be found in a backup, so nothing is set up over it.
  if (file === null || slots === null) throw new AppError('profile.damaged', { part: file === null ? 'profile.json' : 'slots.json' })
  return { file, slots }
}

const Failures = z.record(z.string(), z.int().min(0))

/** It keeps no secret and opens nothing: one that is missing or spoilt is as if nobody had mistyped, rather than a lock without a key. */
function readAttempts(path: string): Record<string, number> {
  return existsSync(path) ? (Failures.safeParse(parseJson(path)).data ?? {}) : {}
}

function readJsonFile<T>(path: string, schema: z.ZodType<T>): T | null {
  if (!existsSync(path)) return null
  const parsed = parseJson(path)
  const format = z.object({ format: z.int() }).safeParse(parsed)
  if (format.success && format.data.format > FORMAT) throw new AppError('profile.newer_version', { found: format.data.format, known: FORMAT })
  const checked = schema.safeParse(parsed)
  if (!checked.success) throw new AppError('profile.damaged', { part: path.endsWith('slots.json') ? 'slots.json' : 'profile.json' })
  return checked.data
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
