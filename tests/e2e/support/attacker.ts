import { createSocket } from 'node:dgram'
import { createServer, type AddressInfo } from 'node:net'

/** Everything that listens elsewhere on this machine, on TCP and UDP: whatever gets out of the window arrives here. */
export interface Attacker {
  /** `127.0.0.1:PORT`, another origin than the workstation's. */
  readonly host: string
  /** First bytes of each connection or packet. */
  readonly heard: readonly string[]
  close(): Promise<void>
}

const PAGE = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`

/** @param body of the page that it answers to every request */
export async function startAttacker(body = 'stolen'): Promise<Attacker> {
  const heard: string[] = []
  const tcp = createServer((socket) => {
    heard.push('a connection')
    socket.on('error', () => undefined)
    socket.once('data', (bytes) => {
      heard.push(bytes.toString('latin1').split('\r\n')[0] ?? '')
      socket.end(PAGE(body))
    })
  })
  await new Promise<void>((resolve) => tcp.listen(0, '0.0.0.0', resolve))
  const { port } = tcp.address() as AddressInfo
  const udp = createSocket('udp4', (message) => void heard.push(`udp ${message.length} bytes`))
  await new Promise<void>((resolve) => udp.bind(port, '0.0.0.0', resolve))
  return {
    host: `127.0.0.1:${port}`,
    heard,
    close: () => new Promise((resolve) => udp.close(() => tcp.close(() => resolve()))),
  }
}
