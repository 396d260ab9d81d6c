import { AppError } from '../contract/error.ts'
import { ExportFormat } from '../contract/export-formats.ts'
import { ListFormat } from '../contract/words.ts'
import type { House } from '../workstation/house.ts'
import { EXIT } from './command.ts'
import type { Arguments, Command, Io } from './command.ts'
import { findList } from './find-list.ts'
import { exportList } from './list-export.ts'
import { importFile } from './list-import.ts'
import { PROFILE_OPTIONS, PROFILE_USAGE, withHouse } from './with-house.ts'

const USAGE = `Usage: npm run -s cli -- list import FILE --format FORMAT --name NAME --profile DIR
       npm run -s cli -- list import FILE --format FORMAT --into LIST [--replace] --profile DIR
       npm run -s cli -- list ls --profile DIR
       npm run -s cli -- list export LIST --format FORMAT [--out FILE] --profile DIR
       npm run -s cli -- list export --own --format FORMAT [--out FILE] --profile DIR
       npm run -s cli -- list rm LIST --profile DIR

Hash lists of a profile. LIST is a list's id, or its name where only one has it. \`import\` and \`ls\` print a line of JSON for each list;
progress goes to stderr. Rows that cannot be read are counted and kept aside with line and reason; a file that is cut off or no list of its
format is refused whole. \`export\` writes a list whose terms allow sharing, in clear: its import is the same list again.

${PROFILE_USAGE}
  --format FORMAT          ${ListFormat.options.join(' | ')};
                           for export: ${ExportFormat.options.join(' | ')}
  --name NAME              what the list is called here
  --origin ORIGIN          whose list it is
  --verified               people verified each entry: only then may an exact match propose to close unseen (never for stopncii)
  --meaning CLASS=ID       the taxonomy's infraction that a classification stands for; may be repeated
  --expires TIME           from then on no entry of it counts, e.g. 2027-01-31T00:00:00Z
  --may-share              its source allows to export it
  --into LIST              adds what the file brings to this list and removes what it takes back
  --replace                with --into: makes the list what the file says
  --own                    the hotline's own list, which needs no terms
  --out FILE               a new file, instead of stdout
  -h, --help               this text

Exit code: 0, 1 if it did not work, 2 if it was called wrongly.`

const VERBS: Record<string, (house: House, args: Arguments, io: Io) => Promise<number>> = {
  import: importFile,
  export: exportList,
  async ls(house, _args, io) {
    for (const list of house.hashLists.all()) io.out(JSON.stringify(list))
    return EXIT.ok
  },
  async rm(house, { positionals }) {
    await house.hashLists.remove(findList(house, positionals[1]).id)
    return EXIT.ok
  },
}

const OPTIONS: Command['options'] = {
  format: { type: 'string' },
  name: { type: 'string' },
  origin: { type: 'string' },
  verified: { type: 'boolean' },
  meaning: { type: 'string', multiple: true },
  expires: { type: 'string' },
  'may-share': { type: 'boolean' },
  into: { type: 'string' },
  replace: { type: 'boolean' },
  own: { type: 'boolean' },
  out: { type: 'string' },
}

export const command: Command = {
  name: 'list',
  summary: 'Hash lists of a profile: import, ls, export, rm.',
  usage: USAGE,
  options: { ...PROFILE_OPTIONS, ...OPTIONS },
  async run(args, io) {
    const verb = VERBS[args.positionals[0] ?? '']
    if (verb === undefined) throw new AppError('cli.usage', { command: 'list', reason: `Say what to do: ${Object.keys(VERBS).join(', ')}.` })
    return withHouse('list', args, (house) => verb(house, args, io))
  },
}
