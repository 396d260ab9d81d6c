/**
 * Hears what was thrown in this process and caught by nobody, a promise's rejection too; from then on none of it ends the process,
 * nor is shown by Node or Electron, whose words would quote it. For the shells (`Ports.onFault`).
 * @returns the way to stop listening
 */
export function onProcessFault(listener: (error: unknown) => void): () => void {
  const events = ['uncaughtException', 'unhandledRejection'] as const
  for (const event of events) process.on(event, listener)
  return () => {
    for (const event of events) process.off(event, listener)
  }
}
