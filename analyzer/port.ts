import type { AnalyzerAnswer } from '../contract/analyzer.ts'

/** The channel to the core: a forked Node process and Electron's utility process look alike behind it. */
export type Port = {
  /** Resolves when the message was handed over, so that a sender of many chunks holds only one. */
  send(answer: AnalyzerAnswer): Promise<void>
  onMessage(listener: (message: unknown) => void): void
}

/** What Electron adds to `process` in a utility process; named here so that nothing of Electron is imported. */
type ParentPort = {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

function portOfUtilityProcess(parent: ParentPort): Port {
  return {
    send: async answer => parent.postMessage(answer),
    onMessage: listener => parent.on('message', event => listener(event.data)),
  }
}

function portOfFork(): Port {
  // Without its parent the process would go on decoding for nobody.
  if (!process.connected) process.exit(0)
  process.on('disconnect', () => process.exit(0))
  return {
    send: answer =>
      new Promise((resolve, reject) => {
        if (!process.send) reject(new Error('the analyzer was started without a channel'))
        else process.send(answer, undefined, {}, error => (error ? reject(error) : resolve()))
      }),
    onMessage: listener => process.on('message', listener),
  }
}

export function openPort(): Port {
  const parent = (process as unknown as { parentPort?: ParentPort }).parentPort
  return parent ? portOfUtilityProcess(parent) : portOfFork()
}
