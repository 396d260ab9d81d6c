import { join, resolve } from 'node:path'

export interface ShellArguments {
  /** The profile folder. */
  profile: string
  /** The file that names the people of a demonstration; null for real work. */
  demonstration: string | null
  /** The hub that set-up proposes. */
  hubUrl: string | null
}

/** Reads `--profile=DIR`, `--demonstration=FILE` and `--hub=URL`; without them the profile lies in the user's data folder. */
export function readArguments(argv: readonly string[], userData: string): ShellArguments {
  const value = (name: string): string | null => argv.find(argument => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null
  const [profile, demonstration, hubUrl] = [value('profile'), value('demonstration'), value('hub')]
  return {
    profile: profile === null ? join(userData, 'profile') : resolve(profile),
    demonstration: demonstration === null ? null : resolve(demonstration),
    hubUrl,
  }
}
