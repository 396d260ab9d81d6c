import { parseArgs } from 'node:util'
import { AppError } from '../contract/error.ts'
import { EXIT } from './command.ts'
import type { Arguments, Command, Io } from './command.ts'

/** The command table: each is loaded only when it is called. */
const COMMANDS: Record<string, { summary: string; load(): Promise<{ command: Command }> }> = {
  audit: { summary: 'Whether the log of a profile is as it was written.', load: () => import('./audit.ts') },
  hash: { summary: 'Fingerprints of files, or of the frames of a video.', load: () => import('./hash.ts') },
  intake: { summary: 'Takes files, folders and archives into a profile.', load: () => import('./intake.ts') },
  list: { summary: 'Hash lists of a profile: import, ls, export, rm.', load: () => import('./list.ts') },
  match: { summary: 'What the hash lists of a profile know of files.', load: () => import('./match.ts') },
  queue: { summary: 'Lists what waits in a profile.', load: () => import('./queue.ts') },
}

/** What went wrong, for a person; the line of JSON above it is for programs. */
const SENTENCES: Partial<Record<AppError['code'], string>> = {
  'cli.usage': 'This is not how it is called.',
  'profile.in_use': 'Another process works on this profile.',
  'profile.not_set_up': 'This folder holds no profile.',
  'session.wrong_passphrase': 'The passphrase is wrong.',
}

function overview(): string {
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`)
  return ['Usage: npm run -s cli -- COMMAND …', '', 'Commands:', ...rows, '', 'COMMAND --help tells more of each.'].join('\n')
}

function parse(command: Command, args: string[]): Arguments {
  try {
    const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new AppError('cli.usage', { command: command.name, reason: (error as Error).message }, { cause: error })
  }
}

function complain(io: Io, error: AppError, help: string): number {
  io.err(JSON.stringify({ error: { code: error.code, facts: error.facts } }))
  const sentence = SENTENCES[error.code] ?? `It did not work (${error.code}).`
  const reason = error.facts['reason']
  io.err(reason === undefined ? sentence : `${sentence} ${reason}`)
  if (error.code !== 'cli.usage') return EXIT.failed
  io.err(help)
  return EXIT.usage
}

/** Runs one command line (without `node` and the script); resolves to the exit code. */
export async function runCli(argv: string[], io: Io): Promise<number> {
  const [name, ...rest] = argv
  if (name === '--help' || name === '-h') {
    io.out(overview())
    return EXIT.ok
  }
  const row = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name]
  if (!row) return complain(io, new AppError('cli.usage', { command: name ?? '' }), overview())
  const { command } = await row.load()
  try {
    const args = parse(command, rest)
    if (args.values['help'] !== true) return await command.run(args, io)
    io.out(command.usage)
    return EXIT.ok
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return complain(io, error, command.usage)
  }
}

if (import.meta.main) {
  const io: Io = { out: line => void process.stdout.write(`${line}\n`), err: line => void process.stderr.write(`${line}\n`) }
  process.exitCode = await runCli(process.argv.slice(2), io)
}
