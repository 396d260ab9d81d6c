import { QueueQuery, QueueView } from '../contract/api.ts'
import type { QueueRow } from '../contract/api.ts'
import { AppError } from '../contract/error.ts'
import type { House } from '../workstation/house.ts'
import { EXIT } from './command.ts'
import type { Arguments, Command, Io } from './command.ts'
import { PROFILE_OPTIONS, PROFILE_USAGE, text, withHouse } from './with-house.ts'

const USAGE = `Usage: npm run -s cli -- queue --profile DIR [--view VIEW] [--limit N]

Prints what waits in a profile, in its order: a line of JSON for each item
  {id, reference, kind, source, state, points, terms, prequalification, match, failure, outcome}
Nothing of the material is shown or decoded, and no item counts as opened.

${PROFILE_USAGE}
  --view VIEW              ${QueueView.options.join(' | ')} (waiting, if none is named)
  --limit N                so many items at most (all, if none is named)
  -h, --help               this text`

/** Items read at once. */
const PAGE = 200

function lineOf(row: QueueRow): Record<string, unknown> {
  const { id, reference, kind, source, state, priority, prequalification, match, failure, outcome } = row
  return { id, reference, kind, source, state, points: priority.points, terms: priority.terms, prequalification, match, failure, outcome }
}

async function print(house: House, view: QueueView, most: number, io: Io): Promise<number> {
  for (let offset = 0; offset < most; offset += PAGE) {
    const { rows, total } = await house.queue.page(QueueQuery.parse({ view, offset, limit: Math.min(PAGE, most - offset) }))
    for (const row of rows) io.out(JSON.stringify(lineOf(row)))
    if (offset + PAGE >= total) break
  }
  return EXIT.ok
}

function readOptions({ values, positionals }: Arguments): { view: QueueView; limit: number } {
  const view = QueueView.safeParse(text(values['view']) ?? 'waiting')
  const limit = text(values['limit']) ?? '1000000000'
  const reason =
    positionals.length > 0 ? 'It takes no file.' : !view.success ? 'There is no such view.' : /^[1-9]\d{0,9}$/.test(limit) ? null : 'The limit is a whole number, 1 or more.'
  if (reason !== null || !view.success) throw new AppError('cli.usage', { command: 'queue', reason: reason ?? '' })
  return { view: view.data, limit: Number(limit) }
}

export const command: Command = {
  name: 'queue',
  summary: 'Lists what waits in a profile.',
  usage: USAGE,
  options: { ...PROFILE_OPTIONS, view: { type: 'string' }, limit: { type: 'string' } },
  async run(args, io) {
    const { view, limit } = readOptions(args)
    return withHouse('queue', args, (house) => print(house, view, limit, io))
  },
}
