import { AppError } from '../contract/error.ts'
import { ChainHead } from '../contract/hub.ts'
import { EXIT } from './command.ts'
import type { Arguments, Command } from './command.ts'
import { PROFILE_OPTIONS, PROFILE_USAGE, text, withProfile } from './with-house.ts'

const USAGE = `Usage: npm run -s cli -- audit verify --profile DIR [--hub-head SEQUENCE:HASH]

Reads the log of a profile and prints a line of JSON:
  {intact: true, head: {sequence, hash}, against}           each event is as it was written and signed, and none is missing
  {intact: false, sequence, fault, against}                 the first event that is not: changed, forged, removed, moved or cut
Nothing is written. \`against\` is the end that the log was held to: of the last contact with the hub, or of --hub-head.

${PROFILE_USAGE}
  --hub-head SEQUENCE:HASH the end of this device's chain as \`npm run hub -- audit verify\` prints it: the profile's own note of it
                           could have been changed with the log
  -h, --help               this text`

const SENTENCES = {
  changed: 'is not what was written',
  forged: 'was not signed by its person',
  removed: 'is missing',
  moved: 'stands in another place',
  cut: 'is missing, with all that came after it',
} as const

/** @throws AppError `cli.usage` */
function readHead(values: Arguments['values']): ChainHead | null {
  const asked = text(values['hub-head'])
  if (asked === undefined) return null
  const [sequence, hash] = asked.split(':')
  const head = ChainHead.safeParse({ sequence: Number(sequence), hash })
  if (!head.success) throw new AppError('cli.usage', { command: 'audit', reason: '--hub-head is SEQUENCE:HASH, as the hub prints it.' })
  return head.data
}

export const command: Command = {
  name: 'audit',
  summary: 'Whether the log of a profile is as it was written.',
  usage: USAGE,
  options: { ...PROFILE_OPTIONS, 'hub-head': { type: 'string' } },
  async run(args, io) {
    if (args.positionals.join(' ') !== 'verify') throw new AppError('cli.usage', { command: 'audit', reason: 'Say `audit verify`.' })
    const known = readHead(args.values)
    const verdict = await withProfile('audit', args, (workstation, login, passphrase) => workstation.verifyLog(login, passphrase, known))
    io.out(JSON.stringify(verdict))
    if (verdict.intact) {
      const open = verdict.against === null ? ' The hub acknowledged nothing yet: an end that was cut off could not show.' : ''
      io.err(`The log is intact: ${verdict.head.sequence} events.${open}`)
      return EXIT.ok
    }
    io.err(`Event ${verdict.sequence} ${SENTENCES[verdict.fault]}.`)
    return EXIT.failed
  },
}
