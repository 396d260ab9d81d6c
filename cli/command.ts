import type { ParseArgsConfig } from 'node:util'

/** Where a command writes: one line each, without its line feed. */
export type Io = {
  out(line: string): void
  err(line: string): void
}

export type Arguments = {
  /** By long name; only what `options` names. */
  values: Record<string, string | boolean | (string | boolean)[] | undefined>
  positionals: string[]
}

export const EXIT = { ok: 0, failed: 1, usage: 2 } as const

/** One row of the command table. An expected failure is thrown as AppError; `cli.usage` shows the usage. */
export type Command = {
  name: string
  /** One line for the table. */
  summary: string
  /** What `paravent NAME --help` prints. */
  usage: string
  options: NonNullable<ParseArgsConfig['options']>
  /** Resolves to the exit code. */
  run(args: Arguments, io: Io): Promise<number>
}
