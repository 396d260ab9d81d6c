import { fork, type ChildProcess } from 'node:child_process'
import type { AnalyzerAnswer } from '../contract/analyzer.ts'
import type { AnalyzerProcess } from '../workstation/ports.ts'

/** Those that still live end with this process, however it ends by itself; after a SIGKILL they see their channel close. */
const living = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of living) killGroup(child)
})

/** The analyzer as the core wants it, in a process group of its own, so that a kill takes its ffmpeg too. */
export function startAnalyzer(entry: string): AnalyzerProcess {
  const grouped = process.platform !== 'win32'
  const child = fork(entry, [], {
    serialization: 'advanced',
    detached: grouped,
    execArgv: ['--max-old-space-size=320'],
    env: passedOn(),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  living.add(child)
  const over = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', () => resolve({ code: null, signal: null }))
  })
  void over.then(() => {
    living.delete(child)
    if (grouped) killGroup(child)
  })
  return {
    pid: child.pid,
    post: (request) => {
      // A channel that closed under the message is told by `onExit`.
      if (child.connected) child.send(request, () => undefined)
    },
    onAnswer: (listener) => void child.on('message', (answer) => listener(answer as AnalyzerAnswer)),
    onExit: (listener) => void over.then(listener),
    kill: () => killGroup(child),
  }
}

function passedOn(): NodeJS.ProcessEnv {
  const names = ['PATH', 'LANG', 'LC_ALL', 'SystemRoot', 'PARAVENT_FFMPEG', 'PARAVENT_FFPROBE']
  const passed = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  return { ...Object.fromEntries(passed), VIPS_BLOCK_UNTRUSTED: '1' }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
  } catch (error) {
    // Gone already: what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
