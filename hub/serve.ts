import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import type { Hub } from './hub.ts'

/** Who is still being answered after this is cut off, so that a stop comes to an end. */
const LONGEST_STOP_MS = 20_000

/** A hub with its database open, answering nobody yet. */
export interface OpenedHub {
  hub: Hub
  /** Closes the database and lets go of it. */
  close(): Promise<void>
}

export interface ServedHub {
  /** `http://HOST:PORT` */
  url: string
  hub: Hub
  /** Answers what was asked, then closes the database and lets go of it. */
  close(): Promise<void>
}

/** Serves an opened hub. @param port 0: any free one. Where it cannot listen, the hub is closed again. */
export async function serveHub(opened: OpenedHub, { host = '127.0.0.1', port = 0 }: { host?: string; port?: number }): Promise<ServedHub> {
  const server = await listen(opened.hub, host, port).catch(async (error) => {
    await opened.close()
    throw error
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    hub: opened.hub,
    async close() {
      const answered = opened.hub.close()
      await stopListening(server)
      await answered
      await opened.close()
    },
  }
}

function listen(hub: Hub, host: string, port: number): Promise<ServerType> {
  const server = createAdaptorServer({ fetch: hub.fetch })
  return new Promise((done, failed) => {
    server.once('error', failed)
    server.listen(port, host, () => done(server))
  })
}

function stopListening(server: ServerType): Promise<void> {
  return new Promise((done) => {
    // Again and again: a connection that is being answered now is kept alive by who asked, and idle only later.
    const idle = setInterval(() => 'closeIdleConnections' in server && server.closeIdleConnections(), 50)
    const late = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), LONGEST_STOP_MS)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(late)
      done()
    })
  })
}
