import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AppError } from '../contract/error.ts'
import { ListFormat, Time } from '../contract/words.ts'
import type { ListAsked } from '../workstation/hashlists/hashlists.ts'
import type { ListSource } from '../workstation/hashlists/run-import.ts'
import type { House } from '../workstation/house.ts'
import { EXIT } from './command.ts'
import type { Arguments, Io } from './command.ts'
import { findList } from './find-list.ts'
import { text } from './with-house.ts'

function wrong(reason: string): never {
  throw new AppError('cli.usage', { command: 'list', reason })
}

/** `list import FILE …`: a new list, or a file into one that is there. Progress goes to stderr, the list to stdout. */
export async function importFile(house: House, { values, positionals }: Arguments, io: Io): Promise<number> {
  const [, path] = positionals
  if (path === undefined || positionals.length > 2) wrong('Name one file.')
  const asked = askedOf(house, values)
  const source = await sourceOf(path)
  const told = setInterval(() => tellProgress(house, io), 1000)
  try {
    io.out(JSON.stringify(await house.hashLists.importFrom(asked, source)))
    return EXIT.ok
  } finally {
    clearInterval(told)
  }
}

function askedOf(house: House, values: Arguments['values']): ListAsked {
  const format = ListFormat.safeParse(text(values['format']))
  if (!format.success) wrong(`Name the format by --format: ${ListFormat.options.join(', ')}.`)
  const into = text(values['into'])
  const name = text(values['name']) ?? (into === undefined ? wrong('Name the list by --name, or one that is there by --into.') : '')
  if (into === undefined && values['replace'] === true) wrong('--replace needs a list by --into.')
  return {
    name,
    origin: text(values['origin']) ?? '',
    trust: values['verified'] === true ? 'verified' : 'unverified',
    format: format.data,
    meaning: meaningOf(values['meaning']),
    terms: { expiresAt: expiryOf(text(values['expires'])), mayShare: values['may-share'] === true },
    into: into === undefined ? null : { listId: findList(house, into).id, mode: values['replace'] === true ? 'replace' : 'delta' },
  }
}

function meaningOf(pairs: Arguments['values'][string]): Record<string, string> {
  const given = Array.isArray(pairs) ? pairs.map(String) : []
  return Object.fromEntries(given.map((pair) => {
    const at = pair.lastIndexOf('=')
    return at > 0 ? [pair.slice(0, at), pair.slice(at + 1)] : wrong('A meaning is CLASSIFICATION=INFRACTION.')
  }))
}

function expiryOf(given: string | undefined): string | null {
  if (given === undefined) return null
  const time = Time.safeParse(given)
  return time.success ? time.data : wrong('A time is written as 2027-01-31T00:00:00Z.')
}

function tellProgress(house: House, io: Io): void {
  const progress = house.hashLists.all().find((list) => list.progress !== null)?.progress
  if (progress) io.err(`importing: ${progress.rows} entries, ${Math.round(progress.bytes / 1e6)} of ${Math.round(progress.totalBytes / 1e6)} MB`)
}

async function sourceOf(path: string): Promise<ListSource> {
  const facts = await stat(path).catch((cause: unknown) => {
    throw new AppError('file.unreadable', {}, { cause })
  })
  if (!facts.isFile()) throw new AppError('file.unreadable')
  return { bytes: facts.size, read: (start, end) => createReadStream(path, { start, end: Math.max(start, end - 1), highWaterMark: 1 << 20 }) }
}
