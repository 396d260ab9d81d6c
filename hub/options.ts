import { parseArgs } from 'node:util'
import { AppError } from '../contract/error.ts'
import { Role } from '../contract/words.ts'

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

  npm run hub -- add-person --login LOGIN --name NAME --role analyst|supervisor|administrator [--dir DIR | with DATABASE_URL]
      Asks for the password, or takes HUB_PASSWORD from the environment. With --dir stop the hub first; with DATABASE_URL it may run.
`

const OPTIONS = {
  dir: { type: 'string' },
  media: { type: 'string' },
  key: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  login: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  help: { type: 'boolean' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>['values']

type Key = { keyFile?: string }
export type Place = ({ store: 'folder'; dir: string } & Key) | ({ store: 'postgres'; url: string; mediaDir: string } & Key)
export type Command =
  | { kind: 'help' }
  | { kind: 'serve'; place: Place; host: string; port: number }
  | { kind: 'add person'; where: { dir: string } & Key | { url: string }; login: string; name: string; role: Role }

/** @throws AppError `cli.usage` for what cannot be meant, or could be meant in two ways */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const { values, positionals } = parse(args)
  const url = env['DATABASE_URL'] === '' ? undefined : env['DATABASE_URL']
  if (values.help === true) return { kind: 'help' }
  if (url !== undefined && values.dir !== undefined) throw new AppError('cli.usage')
  if (positionals.length === 0) return { kind: 'serve', ...readServe(values, url) }
  if (positionals.length === 1 && positionals[0] === 'add-person') return readAddPerson(values, url)
  throw new AppError('cli.usage')
}

function parse(args: readonly string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new AppError('cli.usage', {}, { cause: error })
  }
}

function readServe(values: Values, url: string | undefined): { place: Place; host: string; port: number } {
  const port = Number(values.port ?? '7300')
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new AppError('cli.usage')
  const key = keyOf(values)
  if (url === undefined) {
    if (values.host !== undefined || values.media !== undefined) throw new AppError('cli.usage')
    return { place: { store: 'folder', dir: given(values.dir), ...key }, host: '127.0.0.1', port }
  }
  return { place: { store: 'postgres', url, mediaDir: given(values.media), ...key }, host: values.host ?? '127.0.0.1', port }
}

function readAddPerson(values: Values, url: string | undefined): Command {
  const role = Role.safeParse(values.role)
  if (!role.success) throw new AppError('cli.usage')
  const where = url === undefined ? { dir: given(values.dir), ...keyOf(values) } : { url }
  return { kind: 'add person', where, login: given(values.login), name: given(values.name), role: role.data }
}

function keyOf({ key }: Values): Key {
  return key === undefined ? {} : { keyFile: key }
}

function given(value: string | undefined): string {
  if (value === undefined || value === '') throw new AppError('cli.usage')
  return value
}
