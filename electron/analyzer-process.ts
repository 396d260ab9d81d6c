import { utilityProcess } from 'electron'
import type { AnalyzerAnswer, AnalyzerRequest } from '../contract/analyzer.ts'
import type { AnalyzerProcess } from '../workstation/ports.ts'

const PASSED_ON = ['PATH', 'LANG', 'LC_ALL', 'SystemRoot', 'PARAVENT_FFMPEG', 'PARAVENT_FFPROBE', 'PARAVENT_NATIVE']

/**
 * Starts the analyzer as a utility process: `child_process.fork` does not work in a packaged app whose RunAsNode fuse is off.
 * What a hostile file makes it print goes nowhere. It ends with us; its ffmpeg is bound to end with it.
 */
export function startAnalyzer(entry: string): AnalyzerProcess {
  const env = Object.fromEntries(PASSED_ON.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const])))
  const child = utilityProcess.fork(entry, [], {
    env: { ...env, VIPS_BLOCK_UNTRUSTED: '1' },
    execArgv: ['--max-old-space-size=320'],
    stdio: ['ignore', 'ignore', 'ignore'],
    serviceName: 'Paravent analyzer',
  })
  const exited = new Promise<{ code: number | null; signal: string | null }>(resolve => {
    child.once('exit', code => resolve({ code, signal: null }))
  })
  let ended = false
  void exited.then(() => (ended = true))
  return {
    get pid() {
      return child.pid
    },
    post(request: AnalyzerRequest): void {
      if (!ended) child.postMessage(request)
    },
    onAnswer(listener: (answer: AnalyzerAnswer) => void): void {
      child.on('message', message => listener(message as AnalyzerAnswer))
    },
    onExit(listener): void {
      void exited.then(listener)
    },
    kill(): void {
      if (ended) return
      if (child.pid === undefined) child.kill()
      // `child.kill()` asks with SIGTERM, which a process that hangs in a decoder does not hear.
      else process.kill(child.pid, 'SIGKILL')
    },
  }
}
