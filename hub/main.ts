import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { v7 } from 'uuid'
import { AppError } from '../contract/error.ts'
import { Role } from '../contract/words.ts'
import { ADMINISTER_HELP, administer, isAdministration } from './administer.ts'
import { AUDIT_HELP, readReceiptEnd, sayVerdict } from './audit/say-verdict.ts'
import { openEmbeddedHub, openHubIn } from './embedded.ts'

const HELP = `Paravent hub, on PGlite, on this machine alone.

  npm run hub -- --dir DIR [--port PORT] [--key FILE]
      Serves http://127.0.0.1:PORT (7300 if not given) until Ctrl-C. DIR holds the sealed database and media.
      FILE holds the hub's key, made at the first start with mode 0600; DIR.key if not given. Keep it apart from copies of DIR:
      without it nothing in DIR can be read, by anyone.

  npm run hub -- add-person --dir DIR --login LOGIN --name NAME --role analyst|supervisor|administrator
      Asks for the password, or takes HUB_PASSWORD from the environment. Stop the hub first.

${ADMINISTER_HELP}
${AUDIT_HELP}`

const OPTIONS = {
  dir: { type: 'string' },
  key: { type: 'string' },
  port: { type: 'string' },
  login: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  head: { type: 'string' },
  help: { type: 'boolean' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>['values']

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true })
  if (values.help === true) return void process.stdout.write(HELP)
  if (positionals.length === 0) return serve(values)
  if (positionals.length === 1 && positionals[0] === 'add-person') return addPerson(values)
  if (positionals.join(' ') === 'audit verify') return verifyHub(values)
  if (positionals.length === 1 && isAdministration(positionals[0] ?? '')) return administerHub(positionals[0] ?? '', values)
  throw new AppError('cli.usage')
}

async function serve(values: Values): Promise<void> {
  const port = Number(values.port ?? '7300')
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new AppError('cli.usage')
  const opening = openEmbeddedHub({ ...place(values), port })
  let closing: Promise<void> | undefined
  // Listened to from the start: asked to stop while it opens, it opens and closes in order.
  const stop = (): void => void (closing ??= opening.then((hub) => hub.close()).catch(fail))
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const { url } = await opening
  process.stdout.write(`Paravent hub at ${url}\n`)
}

async function addPerson(values: Values): Promise<void> {
  const role = Role.safeParse(values.role)
  const { login, name } = values
  if (!role.success || login === undefined || login === '' || name === undefined || name === '') throw new AppError('cli.usage')
  const password = process.env['HUB_PASSWORD'] ?? (await ask(`Password of ${login}: `))
  if (password === '') throw new AppError('cli.usage')
  const { hub, close } = await openHubIn(place(values))
  try {
    if (!(await hub.people.add({ id: v7(), login, name, role: role.data }, password))) throw new AppError('hub.person_exists')
    process.stdout.write(`${login} added\n`)
  } finally {
    await close()
  }
}

async function administerHub(command: string, values: Values): Promise<void> {
  const { hub, close } = await openHubIn(place(values))
  try {
    process.stdout.write(await administer(hub, command, values))
  } finally {
    await close()
  }
}

async function verifyHub(values: Values): Promise<void> {
  const known = readReceiptEnd(values.head)
  const { hub, close } = await openHubIn(place(values))
  try {
    const verdict = await hub.audit.verify(known)
    process.stdout.write(`${JSON.stringify(verdict)}\n`)
    process.stderr.write(`${sayVerdict(verdict)}\n`)
    if (!verdict.intact) process.exitCode = 1
  } finally {
    await close()
  }
}

function place({ dir, key }: Values): { dir: string; keyFile?: string } {
  if (dir === undefined) throw new AppError('cli.usage')
  return key === undefined ? { dir } : { dir, keyFile: key }
}

/** What is typed is not shown: readline's echo is swallowed once the question stands. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout, terminal: process.stdin.isTTY })
  const answer = lines.question(question)
  if (process.stdin.isTTY) Object.assign(lines, { _writeToOutput: () => undefined })
  try {
    return await answer
  } finally {
    lines.close()
    process.stdout.write('\n')
  }
}

function fail(error: unknown): void {
  const usage = error instanceof AppError ? error.code === 'cli.usage' : error instanceof TypeError && 'code' in error
  if (usage) process.stderr.write(HELP)
  else process.stderr.write(`${error instanceof AppError ? `${error.code} ${JSON.stringify(error.facts)}` : (error as Error).stack}\n`)
  process.exitCode = usage ? 2 : 1
}

main().catch(fail)
