import { parseArgs } from 'node:util'
import { AppError } from '../contract/error.ts'
import { Role } from '../contract/words.ts'
import { ADMINISTER_HELP, isAdministration } from './administer.ts'
import type { ReceiptHead } from './audit/receipt.ts'
import { AUDIT_HELP, readReceiptEnd } from './audit/say-verdict.ts'
import { WATCH_HELP } from './watch/say-watches.ts'

export const HELP = `Paravent hub.

On PGlite, on this machine alone:
  npm run hub -- --dir DIR [--port PORT] [--key FILE]
      Serves http://127.0.0.1:PORT (7300 if not given) until Ctrl-C. DIR holds the sealed database and media.
      FILE holds the hub's key, made at the first start with mode 0600; DIR.key if not given. Keep it apart from copies of DIR:
      without it nothing in DIR can be read, by anyone.

On PostgreSQL 15 or newer:
  DATABASE_URL=postgres://USER@HOST/DATABASE npm run hub -- --media DIR [--key FILE] [--host HOST] [--port PORT]
      The database (UTF8; empty at first, or a hub's) and DIR, which holds the sealed media, belong together; back up both.
      FILE as above, DIR.key if not given. Leave the password out of the URL where others see it: PGPASSWORD or ~/.pgpass hold
      it as well. Over a network add ?sslmode=verify-full. A pooler between must keep a session on one connection.
      HOST is 127.0.0.1 if not given. Paravent speaks plain HTTP: on another address put a proxy with TLS before it.
      One hub at a time: a second one on the same database is refused.

Either, once, after media were lost for good: --accept-lost-media
      A hub whose folder of media is empty, or lacks some, does not start; this gives up those that are gone. What comes again is known again.

  npm run hub -- add-person --login LOGIN --name NAME --role analyst|supervisor|administrator [--dir DIR | with DATABASE_URL]
      Asks for the password, or takes HUB_PASSWORD from the environment. With --dir stop the hub first; with DATABASE_URL it may run.

${ADMINISTER_HELP}
${WATCH_HELP}
${AUDIT_HELP}`

const OPTIONS = {
  dir: { type: 'string' },
  media: { type: 'string' },
  key: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  login: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  head: { type: 'string' },
  'accept-lost-media': { type: 'boolean' },
  help: { type: 'boolean' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>['values']

type Key = { keyFile?: string }
export type Place = ({ store: 'folder'; dir: string } & Key) | ({ store: 'postgres'; url: string; mediaDir: string } & Key)
/** Where people are: on PostgreSQL they need neither media nor key. */
export type Where = ({ dir: string } & Key) | { url: string }
export type Command =
  | { kind: 'help' }
  | { kind: 'serve'; place: Place; host: string; port: number; acceptLostMedia: boolean }
  | { kind: 'add person'; where: Where; login: string; name: string; role: Role }
  | { kind: 'administer'; where: Where; name: string; login: string; role: string | undefined }
  | { kind: 'watch'; place: Place; what: 'watches' | 'alerts' }
  | { kind: 'audit verify'; place: Place; known: ReceiptHead | null }

/** @throws AppError `cli.usage` for what cannot be meant, or could be meant in two ways */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const { values, positionals } = parse(args)
  const url = env['DATABASE_URL'] === '' ? undefined : env['DATABASE_URL']
  if (values.help === true) return { kind: 'help' }
  if (url !== undefined && values.dir !== undefined) throw new AppError('cli.usage')
  if (positionals.length === 0) return { kind: 'serve', ...readServe(values, url) }
  if (positionals.length === 1 && positionals[0] === 'add-person') return readAddPerson(values, url)
  if (positionals.length === 1 && isAdministration(positionals[0] ?? '')) return readAdminister(positionals[0] ?? '', values, url)
  const [what] = positionals
  if (positionals.length === 1 && (what === 'watches' || what === 'alerts')) return { kind: 'watch', place: readPlace(values, url), what }
  if (positionals.join(' ') === 'audit verify') return { kind: 'audit verify', place: readPlace(values, url), known: readReceiptEnd(values.head) }
  throw new AppError('cli.usage')
}

function parse(args: readonly string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new AppError('cli.usage', {}, { cause: error })
  }
}

function readServe(values: Values, url: string | undefined): Omit<Command & { kind: 'serve' }, 'kind'> {
  const port = Number(values.port ?? '7300')
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new AppError('cli.usage')
  if (url === undefined && values.host !== undefined) throw new AppError('cli.usage')
  return { place: readPlace(values, url), host: values.host ?? '127.0.0.1', port, acceptLostMedia: values['accept-lost-media'] ?? false }
}

function readPlace(values: Values, url: string | undefined): Place {
  const key = keyOf(values)
  if (url !== undefined) return { store: 'postgres', url, mediaDir: given(values.media), ...key }
  if (values.media !== undefined) throw new AppError('cli.usage')
  return { store: 'folder', dir: given(values.dir), ...key }
}

function readAddPerson(values: Values, url: string | undefined): Command {
  const role = Role.safeParse(values.role)
  if (!role.success) throw new AppError('cli.usage')
  return { kind: 'add person', where: readWhere(values, url), login: given(values.login), name: given(values.name), role: role.data }
}

function readAdminister(name: string, values: Values, url: string | undefined): Command {
  return { kind: 'administer', where: readWhere(values, url), name, login: given(values.login), role: values.role }
}

function readWhere(values: Values, url: string | undefined): Where {
  return url === undefined ? { dir: given(values.dir), ...keyOf(values) } : { url }
}

function keyOf({ key }: Values): Key {
  return key === undefined ? {} : { keyFile: key }
}

function given(value: string | undefined): string {
  if (value === undefined || value === '') throw new AppError('cli.usage')
  return value
}
