import { createServer, type AddressInfo, type Server } from 'node:net'
import type { TestProject } from 'vitest/node'
import { startPostgres, type PostgresServer } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresDoor: number
  }
}

/** What the door answers: where the server is, or why there is none. */
export type Answer = { url: string } | { why: string }

/** One PostgreSQL for a whole test run, started when the first test file asks at this door, and ended with the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<PostgresServer> | undefined
  async function answer(): Promise<Answer> {
    try {
      return { url: (await (starting ??= startPostgres())).url() }
    } catch (error) {
      return { why: error instanceof Error ? error.message : String(error) }
    }
  }
  const door = await listen(createServer((socket) => void answer().then((told) => socket.end(JSON.stringify(told)))))
  project.provide('postgresDoor', (door.address() as AddressInfo).port)
  return async () => {
    door.close()
    const server = await starting?.catch(() => undefined) // who asked was told why
    await server?.close()
  }
}

function listen(server: Server): Promise<Server> {
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)))
}
