import { createInterface } from 'node:readline/promises'
import { v7 } from 'uuid'
import { AppError } from '../contract/error.ts'
import type { Person } from '../contract/hub.ts'
import { openHubIn, type EmbeddedHubOptions } from './embedded.ts'
import { addPersonOnPostgres, openHubOnPostgres } from './on-postgres.ts'
import { HELP, readOptions, type Command, type Place } from './options.ts'
import { lineOf } from './remedies.ts'
import { serveHub, type OpenedHub } from './serve.ts'

async function main(): Promise<void> {
  const command = readOptions(process.argv.slice(2), process.env)
  if (command.kind === 'help') return void process.stdout.write(HELP)
  if (command.kind === 'serve') return serve(command)
  return addPerson(command)
}

async function serve({ place, host, port }: Command & { kind: 'serve' }): Promise<void> {
  const serving = open(place).then((opened) => serveHub(opened, { host, port }))
  let closing: Promise<void> | undefined
  // Listened to from the start: asked to stop while it opens, it opens and closes in order.
  const stop = (): void => void (closing ??= serving.then((hub) => hub.close()).catch(fail))
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const { url } = await serving
  process.stdout.write(`Paravent hub at ${url}\n`)
}

function open(place: Place): Promise<OpenedHub> {
  return place.store === 'folder' ? openHubIn(place) : openHubOnPostgres({ ...place, onDatabase: tellOfDatabase })
}

function tellOfDatabase(failure: AppError | null): void {
  process.stderr.write(`${failure === null ? 'PostgreSQL answers again' : lineOf(failure)}\n`)
}

async function addPerson({ where, login, name, role }: Command & { kind: 'add person' }): Promise<void> {
  const password = process.env['HUB_PASSWORD'] ?? (await ask(`Password of ${login}: `))
  if (password === '') throw new AppError('cli.usage')
  const person = { id: v7(), login, name, role }
  const added = 'url' in where ? await addPersonOnPostgres(where.url, person, password) : await addInFolder(where, person, password)
  if (!added) throw new AppError('hub.person_exists')
  process.stdout.write(`${login} added\n`)
}

async function addInFolder(place: EmbeddedHubOptions, person: Person, password: string): Promise<boolean> {
  const { hub, close } = await openHubIn(place)
  try {
    return await hub.people.add(person, password)
  } finally {
    await close()
  }
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
