import { connect } from 'node:net'

export interface RawAnswer {
  status: number
  text: string
}

/** A request byte by byte: no client puts its path in order or its headers right. */
export function rawRequest(host: string, path: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const [hostname, port] = host.split(':')
  const lines = Object.entries({ Host: host, Connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}`)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname!, () => socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`))
    let text = ''
    socket.setEncoding('latin1').on('data', (piece: string) => void (text += piece))
    socket.once('error', reject)
    socket.once('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text }))
  })
}
