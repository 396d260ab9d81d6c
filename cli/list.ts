import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AppError } from '../contract/error.ts'
import type { HashList } from '../contract/match.ts'
import { ListFormat } from '../contract/words.ts'
import type { ListSource } from '../workstation/hashlists/run-import.ts'
import type { House } from '../workstation/house.ts'
import { EXIT } from './command.ts'
import type { Arguments, Command, Io } from './command.ts'
import { PROFILE_OPTIONS, PROFILE_USAGE, text, withHouse } from './with-house.ts'

const USAGE = `Usage: npm run -s cli -- list import FILE --format FORMAT --name NAME --profile DIR
       npm run -s cli -- list ls --profile DIR
       npm run -s cli -- list rm LIST --profile DIR

Hash lists of a profile. \`import\` reads a file, a row an entry; rows that cannot be read are counted and kept aside. \`ls\` and
\`import\` print a line of JSON for each list; progress goes to stderr. LIST is a list's id, or its name where only one has it.

${PROFILE_USAGE}
  --format FORMAT          ${ListFormat.options.join(' | ')}
  --name NAME              what the list is called here
  --origin ORIGIN          whose list it is
  --verified               people verified each entry: only then may an exact match propose to close unseen
  -h, --help               this text

Exit code: 0, 1 if it did not work, 2 if it was called wrongly or the profile is in use.`

function wrong(reason: string): never {
  throw new AppError('cli.usage', { command: 'list', reason })
}

async function importFile(house: House, { values, positionals }: Arguments, io: Io): Promise<number> {
  const format = ListFormat.safeParse(text(values['format']))
  const [, path] = positionals
  const name = text(values['name'])
  if (path === undefined || positionals.length > 2) wrong('Name one file.')
  if (!format.success) wrong(`Name the format by --format: ${ListFormat.options.join(', ')}.`)
  if (name === undefined) wrong('Name the list by --name.')
  const asked = { name, origin: text(values['origin']) ?? '', trust: values['verified'] === true ? 'verified' as const : 'unverified' as const, format: format.data, meaning: {} }
  const told = setInterval(() => tellProgress(house, io), 1000)
  try {
    io.out(JSON.stringify(await house.hashLists.importFrom(asked, await sourceOf(path))))
    return EXIT.ok
  } finally {
    clearInterval(told)
  }
}

function tellProgress(house: House, io: Io): void {
  const progress = house.hashLists.all().find((list) => list.state === 'importing')?.progress
  if (progress) io.err(`importing: ${progress.rows} entries, ${Math.round(progress.bytes / 1e6)} of ${Math.round(progress.totalBytes / 1e6)} MB`)
}

async function sourceOf(path: string): Promise<ListSource> {
  const facts = await stat(path).catch((cause: unknown) => {
    throw new AppError('file.unreadable', {}, { cause })
  })
  return { bytes: facts.size, read: (start, end) => createReadStream(path, { start, end: end - 1, highWaterMark: 1 << 20 }) }
}

function find(house: House, name: string | undefined): HashList {
  const lists = house.hashLists.all()
  const named = lists.filter((list) => list.id === name || list.name === name)
  const [list] = named
  if (list === undefined) throw new AppError('list.unknown')
  if (named.length > 1) wrong(`Several lists have this name: ${named.map((it) => it.id).join(', ')}.`)
  return list
}

const VERBS: Record<string, (house: House, args: Arguments, io: Io) => Promise<number>> = {
  import: importFile,
  async ls(house, _args, io) {
    for (const list of house.hashLists.all()) io.out(JSON.stringify(list))
    return EXIT.ok
  },
  async rm(house, { positionals }) {
    await house.hashLists.remove(find(house, positionals[1]).id)
    return EXIT.ok
  },
}

export const command: Command = {
  name: 'list',
  summary: 'Hash lists of a profile: import, ls, rm.',
  usage: USAGE,
  options: { ...PROFILE_OPTIONS, format: { type: 'string' }, name: { type: 'string' }, origin: { type: 'string' }, verified: { type: 'boolean' } },
  async run(args, io) {
    const verb = VERBS[args.positionals[0] ?? '']
    if (verb === undefined) wrong('Say what to do: import, ls or rm.')
    return withHouse('list', args, (house) => verb(house, args, io))
  },
}
