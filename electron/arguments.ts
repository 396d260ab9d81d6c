import { join, resolve } from 'node:path'

export interface ShellArguments {
  /** The profile folder. */
  profile: string
  /** The file that names the people of a demonstration; null for real work. */
  demonstration: string | null
}

/** Reads `--profile=DIR` and `--demonstration=FILE`; without them the profile lies in the user's data folder. */
export function readArguments(argv: readonly string[], userData: string): ShellArguments {
  const value = (name: string): string | null => argv.find(argument => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null
  const [profile, demonstration] = [value('profile'), value('demonstration')]
  return {
    profile: profile === null ? join(userData, 'profile') : resolve(profile),
    demonstration: demonstration === null ? null : resolve(demonstration),
  }
}
