import { z } from 'zod'
import { openEmbeddedHub } from '../../hub/embedded.ts'

/**
 * Entry of the embedded hub's own process: PGlite computes where it runs, and the workstation's process must stay quick. It
 * tells its address, or why it has none, to the process that started it, makes the enrolment codes that it asks for, and ends when asked to, or when that
 * process is gone.
 */
const Asked = z.object({ enrol: z.string() })
const [dir, demonstration, port] = process.argv.slice(2)
if (dir === undefined || demonstration === undefined) throw new Error('hub-process DIR DEMONSTRATION [PORT]')

// Ctrl-C reaches the whole group of the terminal: the workstation says when it needs the hub no more.
process.on('SIGINT', () => undefined)
const hub = await openEmbeddedHub({ dir, demonstration, port: Number(port ?? 0) }).catch(async (error: unknown) => {
  // A refusal of ours, or of the system (EADDRINUSE); what has no code is a fault, and is told whole.
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string' || !process.connected) throw error
  await new Promise((told) => process.send?.({ code }, told))
  process.exit(1)
})
let closing = false
const close = async (): Promise<void> => {
  if (closing) return
  closing = true
  await hub.close()
  process.exit(0)
}
process.on('message', (message) => {
  const { enrol } = Asked.parse(message)
  void hub.hub.people.makeCode(enrol).then(({ code }) => process.send?.({ enrol, code }))
})
process.on('SIGTERM', () => void close())
process.on('disconnect', () => void close())
// Who started it may have ended while the database was opened.
if (process.connected) process.send?.({ url: hub.url })
else await close()
