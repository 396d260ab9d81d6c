import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { AnalyzerAnswer, AnalyzerRequest } from '../contract/analyzer.ts'
import type { AnalyzerProcess } from '../workstation/ports.ts'

/** Processes that still live: whatever way this process ends by itself, they end with it. */
const living = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of living) killGroup(child)
})

/**
 * Starts the analyzer from its entry, as a process group of its own, so that a kill takes the ffmpeg it started too. It gets
 * a bare environment and no terminal: what a hostile file makes it print goes nowhere. When this process dies, the channel
 * closes and the analyzer ends itself.
 */
export function startAnalyzer(entry: string): AnalyzerProcess {
  const child = fork(entry, [], {
    serialization: 'advanced',
    detached: process.platform !== 'win32',
    env: bareEnvironment(process.env),
    execArgv: ['--max-old-space-size=320'],
    stdio: ['ignore', 'ignore', process.env.PARAVENT_ANALYZER_STDERR ? 'inherit' : 'ignore', 'ipc'],
  })
  living.add(child)
  const exited = new Promise<{ code: number | null; signal: string | null }>(resolve => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    // A process that could not be started has no exit: the same to the one who waits.
    child.on('error', () => resolve({ code: null, signal: null }))
  }).finally(() => {
    living.delete(child)
    // One that died by itself may have left an ffmpeg in its group.
    if (process.platform !== 'win32') killGroup(child)
  })
  return {
    pid: child.pid,
    post(request: AnalyzerRequest): void {
      // A channel that closed under the message is told by `onExit`; there is nothing else to say of it.
      if (child.connected) child.send(request, () => undefined)
    },
    onAnswer(listener: (answer: AnalyzerAnswer) => void): void {
      child.on('message', message => listener(message as AnalyzerAnswer))
    },
    onExit(listener): void {
      void exited.then(listener)
    },
    kill(): void {
      killGroup(child)
    },
  }
}

const PASSED_ON = ['PATH', 'LANG', 'LC_ALL', 'SystemRoot', 'PARAVENT_FFMPEG', 'PARAVENT_FFPROBE', 'PARAVENT_NATIVE']

function bareEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const passed = PASSED_ON.flatMap(name => (env[name] === undefined ? [] : [[name, env[name]] as const]))
  return { ...Object.fromEntries(passed), VIPS_BLOCK_UNTRUSTED: '1' }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
  } catch (error) {
    // The group is gone already: what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
