const EVENTS = ['uncaughtException', 'unhandledRejection'] as const

/**
 * Hears what was thrown in this process and caught by nobody, a promise's rejection too; from then on none of it ends the process,
 * nor is shown by Node or Electron, whose words would quote it. For the shells (`Ports.onFault`).
 * @returns the way to stop listening
 */
export function onProcessFault(listener: (error: unknown) => void): () => void {
  const streams = [process.stdout, process.stderr]
  for (const event of EVENTS) process.on(event, listener)
  for (const stream of streams) stream.on('error', nobodyReads)
  return () => {
    for (const event of EVENTS) process.off(event, listener)
    for (const stream of streams) stream.off('error', nobodyReads)
  }
}

/** Who read what we print is gone: no fault, and to tell it would be the next one. */
function nobodyReads(): void {}
