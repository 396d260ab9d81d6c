import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

export const HELP = `npm start                                        the demonstration: a hub, made-up reports, four people
npm start -- --fresh                             the demonstration, begun anew
npm start -- --profile DIR --hub URL             your own work: profile folder and address of your hub
  --allow-preview   opens your own profile in the preview shell too, which is not hardened
  --preview         the preview shell, even where Electron is there
  --port PORT       port of the preview shell (any free one if not given)
  --no-open         shows the address and opens no window
`

/** What whoever starts Paravent can put right, in a sentence. Anything else that is thrown is a bug and shown whole. */
export class StartProblem extends Error {}

export interface StartOptions {
  profile: string | null
  hub: string | null
  fresh: boolean
  allowPreview: boolean
  preview: boolean
  port: number
  open: boolean
  /** Where the demonstration lives: PARAVENT_DEMO_DIR, else a folder of the user's data. */
  demonstrationDir: string
}

/** @throws StartProblem for what cannot be understood */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): StartOptions | 'help' {
  const values = parse(args)
  if (values.help) return 'help'
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new StartProblem(`--port ${values.port}: not a port`)
  if (values.hub !== undefined && values.profile === undefined)
    throw new StartProblem('--hub names the hub of a profile: --profile DIR is missing')
  if (values.hub !== undefined && !URL.canParse(values.hub)) throw new StartProblem(`--hub ${values.hub}: not an address`)
  if (values.fresh && values.profile !== undefined)
    throw new StartProblem('--fresh begins the demonstration anew; it never touches a profile of yours')
  return {
    profile: values.profile === undefined ? null : resolve(values.profile),
    hub: values.hub ?? null,
    fresh: values.fresh,
    allowPreview: values['allow-preview'],
    preview: values.preview,
    port,
    open: !values['no-open'],
    demonstrationDir: resolve(env.PARAVENT_DEMO_DIR ?? join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'paravent-demo')),
  }
}

const OPTIONS = {
  profile: { type: 'string' },
  hub: { type: 'string' },
  fresh: { type: 'boolean', default: false },
  'allow-preview': { type: 'boolean', default: false },
  preview: { type: 'boolean', default: false },
  port: { type: 'string', default: '0' },
  'no-open': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

function parse(args: readonly string[]): Values {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values
  } catch (error) {
    throw new StartProblem(`${(error as Error).message}\n\n${HELP}`, { cause: error })
  }
}
