import { createInterface } from 'node:readline/promises'
import { v7 } from 'uuid'
import { AppError } from '../contract/error.ts'
import { administer } from './administer.ts'
import { sayVerdict } from './audit/say-verdict.ts'
import { openHubIn } from './embedded.ts'
import { openHubOnPostgres, peopleOnPostgres, readOnPostgres, type ReadHub } from './on-postgres.ts'
import { HELP, readOptions, type Command, type Place, type Where } from './options.ts'
import type { People } from './people/people.ts'
import { lineOf } from './remedies.ts'
import { serveHub, type OpenedHub } from './serve.ts'
import { lineOfAlert, linesOf } from './watch/say-watches.ts'
import type { ToldAlert } from './watch/watches.ts'

async function main(): Promise<void> {
  const command = readOptions(process.argv.slice(2), process.env)
  if (command.kind === 'help') return void process.stdout.write(HELP)
  if (command.kind === 'serve') return serve(command)
  if (command.kind === 'add person') return addPerson(command)
  if (command.kind === 'administer') return administerPeople(command)
  if (command.kind === 'watch') return void process.stdout.write(await readHub(command.place, ({ watches }) => linesOf(command.what, watches)))
  return verifyAudit(command)
}

async function serve({ place, host, port, acceptLostMedia }: Command & { kind: 'serve' }): Promise<void> {
  const serving = open({ ...place, acceptLostMedia }).then((opened) => serveHub(opened, { host, port }))
  let closing: Promise<void> | undefined
  // Listened to from the start: asked to stop while it opens, it opens and closes in order.
  const stop = (): void => void (closing ??= serving.then((hub) => hub.close()).catch(fail))
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const { url } = await serving
  process.stdout.write(`Paravent hub at ${url}\n`)
}

function open(place: Place & { acceptLostMedia: boolean }): Promise<OpenedHub> {
  if (place.store === 'folder') return openHubIn({ ...place, onAlert: tellOfAlert })
  return openHubOnPostgres({ ...place, onDatabase: tellOfDatabase, onAlert: tellOfAlert })
}

function tellOfDatabase(failure: AppError | null): void {
  process.stderr.write(`${failure === null ? 'PostgreSQL answers again' : lineOf(failure)}\n`)
}

function tellOfAlert(alert: ToldAlert): void {
  process.stdout.write(`${lineOfAlert(alert)}\n`)
}

async function addPerson({ where, login, name, role }: Command & { kind: 'add person' }): Promise<void> {
  const password = process.env['HUB_PASSWORD'] ?? (await ask(`Password of ${login}: `))
  if (password === '') throw new AppError('cli.usage')
  const person = { id: v7(), login, name, role }
  const added = await withPeople(where, (people) => people.add(person, password))
  if (!added) throw new AppError('hub.person_exists')
  process.stdout.write(`${login} added\n`)
}

async function administerPeople({ where, name, login, role }: Command & { kind: 'administer' }): Promise<void> {
  process.stdout.write(await withPeople(where, (people) => administer({ people }, name, { login, role })))
}

async function withPeople<T>(where: Where, work: (people: People) => Promise<T>): Promise<T> {
  if ('url' in where) return peopleOnPostgres(where.url, work)
  const { hub, close } = await openHubIn(where)
  return work(hub.people).finally(close)
}

async function verifyAudit({ place, known }: Command & { kind: 'audit verify' }): Promise<void> {
  const verdict = await readHub(place, ({ audit }) => audit.verify(known))
  process.stdout.write(`${JSON.stringify(verdict)}\n`)
  process.stderr.write(`${sayVerdict(verdict)}\n`)
  if (!verdict.intact) process.exitCode = 1
}

/** On PostgreSQL beside a hub that may run; a folder is one's own meanwhile. */
async function readHub<T>(place: Place, work: (hub: ReadHub) => Promise<T>): Promise<T> {
  if (place.store === 'postgres') return readOnPostgres(place, work)
  const { hub, close } = await openHubIn(place)
  return work(hub).finally(close)
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
  const usage = error instanceof AppError && error.code === 'cli.usage'
  if (usage) process.stderr.write(HELP)
  else process.stderr.write(`${error instanceof AppError ? lineOf(error) : (error as Error).stack}\n`)
  process.exitCode = usage ? 2 : 1
}

main().catch(fail)
