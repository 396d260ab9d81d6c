import { existsSync } from 'node:fs'
import { Status } from '../contract/api.ts'
import { AppError } from '../contract/error.ts'
import type { House } from '../workstation/house.ts'
import { createWorkstation, type Workstation } from '../workstation/workstation.ts'
import type { Arguments } from './command.ts'
import { readPassphrase } from './passphrase.ts'
import { previewPorts } from '../preview/ports.ts'

/** Options of every command that works on a profile. */
export const PROFILE_OPTIONS = {
  profile: { type: 'string' },
  login: { type: 'string' },
  'passphrase-file': { type: 'string' },
} as const

export const PROFILE_USAGE = `  --profile DIR            the profile to work on; no other process may have it open
  --login NAME             whose slot, where the profile has several
  --passphrase-file FILE   the passphrase is its first line; else PARAVENT_PASSPHRASE, else it is asked for`

/**
 * Opens a profile as a shell does, for one command, and closes it again.
 * @throws AppError cli.usage, profile.not_set_up, profile.in_use, session.wrong_passphrase …
 */
export async function withHouse<T>(command: string, args: Arguments, use: (house: House) => Promise<T>): Promise<T> {
  return withProfile(command, args, async (workstation, login, passphrase) => use(await workstation.unlock(login, passphrase)))
}

type UseProfile<T> = (workstation: Workstation, login: string, passphrase: string) => Promise<T>

/** Takes a profile, which stays locked, with the login and passphrase of one of its people. @throws AppError as `withHouse` */
export async function withProfile<T>(command: string, { values }: Arguments, use: UseProfile<T>): Promise<T> {
  const profile = text(values['profile'])
  if (profile === undefined) throw new AppError('cli.usage', { command, reason: 'Name the profile by --profile DIR.' })
  // Opening would make the folder.
  if (!existsSync(profile)) throw new AppError('profile.not_set_up')
  const workstation = createWorkstation(previewPorts({ profile: profile, demonstration: null }))
  try {
    const login = await loginOf(workstation, command, text(values['login']))
    const passphrase = await readPassphrase(command, text(values['passphrase-file']))
    return await use(workstation, login, passphrase)
  } finally {
    await workstation.close()
  }
}

async function loginOf(workstation: Workstation, command: string, asked: string | undefined): Promise<string> {
  const response = await workstation.fetch(new Request('http://workstation/api/status'))
  const { state, slots } = Status.parse(await response.json())
  const logins = slots.map((slot) => slot.person.login)
  const [first] = logins
  if (state === 'empty' || first === undefined) throw new AppError('profile.not_set_up')
  if (asked !== undefined && !logins.includes(asked)) throw new AppError('cli.usage', { command, reason: `Nobody of that name here: ${logins.join(', ')}.` })
  if (asked === undefined && logins.length > 1) throw new AppError('cli.usage', { command, reason: `Whose? --login ${logins.join(' | ')}.` })
  return asked ?? first
}

export function text(value: Arguments['values'][string]): string | undefined {
  return typeof value === 'string' ? value : undefined
}
