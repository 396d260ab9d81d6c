import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { AnalyzerLimits } from '../contract/analyzer.ts'
import { AppError } from '../contract/error.ts'
import type { Tools } from './ffmpeg-tools.ts'

export type Ended = {
  /** Exit code 0 and nothing said on stderr. */
  clean: boolean
  /** Why it was ended or gave up, where that is not the file's fault. */
  failure: AppError | null
}

export type Running = {
  /** Descriptors 1 and 3 (ffmpeg-command.ts). */
  stdout: Readable
  toldFrames: Readable
  /** Settles when the process is gone and its output read. Never rejects. */
  ended: Promise<Ended>
  /** A sign of life other than output: postpones the stall limit. */
  alive(): void
  stop(): void
}

const MOST_STDERR = 16 * 1024
const running = new Set<ChildProcess>()
// A killed analyzer's ffmpeg dies by setpriv's death signal; one that ends orderly takes it along.
process.on('exit', () => running.forEach(child => child.kill('SIGKILL')))

/**
 * ffmpeg under limits of memory and CPU time, without the right to write a single byte to any file (--fsize=0; pipes are none), and
 * bound to die with us.
 */
function limited(tools: Tools, program: string, args: string[], limits: AnalyzerLimits): string[] {
  const bound = tools.setpriv ? [tools.setpriv, '--pdeathsig', 'KILL', '--'] : []
  const cpuSeconds = Math.ceil(limits.videoSeconds * 2)
  const capped = tools.prlimit
    ? [tools.prlimit, `--data=${limits.memoryBytes}`, `--cpu=${cpuSeconds}`, '--fsize=0', '--core=0', '--nofile=32', '--']
    : []
  return [...bound, ...capped, program, ...args]
}

/** The longest silence and the longest life; kills and tells. */
function watch(child: ChildProcess, limits: AnalyzerLimits): { alive(): void; expired(): boolean; clear(): void } {
  let hasExpired = false
  const expire = (): void => {
    hasExpired = true
    child.kill('SIGKILL')
  }
  const whole = setTimeout(expire, limits.videoSeconds * 1000)
  const silence = setTimeout(expire, limits.videoStallSeconds * 1000)
  return {
    alive: () => void silence.refresh(),
    expired: () => hasExpired,
    clear: () => {
      clearTimeout(whole)
      clearTimeout(silence)
    },
  }
}

/** What stderr says is untrusted and never leaves; that it speaks, and of memory, is all that is read. */
function failureOf(code: number | null, signal: string | null, expired: boolean, untrustedStderr: string): AppError | null {
  if (expired || signal === 'SIGXCPU') return new AppError('analyzer.time_limit')
  if (code !== 0 && /Cannot allocate memory/.test(untrustedStderr)) return new AppError('analyzer.memory_limit')
  return null
}

/** Starts ffmpeg or ffprobe with nothing on stdin and an environment of its own. */
export function run(tools: Tools, program: 'ffmpeg' | 'ffprobe', args: string[], limits: AnalyzerLimits): Running {
  const [command, ...rest] = limited(tools, tools[program], args, limits)
  const child = spawn(command!, rest, { stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'], env: { LC_ALL: 'C' }, windowsHide: true })
  running.add(child)
  const watchdog = watch(child, limits)
  const [, stdout, stderr, toldFrames, lifeSigns] = child.stdio as [null, Readable, Readable, Readable, Readable]
  for (const pipe of [stdout, stderr, toldFrames, lifeSigns]) pipe.on('data', watchdog.alive)
  stdout.pause()
  let untrustedStderr = ''
  stderr.on('data', (text: Buffer) => {
    if (untrustedStderr.length < MOST_STDERR) untrustedStderr += text.toString('latin1')
  })
  const ended = new Promise<Ended>(resolve => {
    const finish = (code: number | null, signal: string | null): void => {
      running.delete(child)
      watchdog.clear()
      const failure = failureOf(code, signal, watchdog.expired(), untrustedStderr)
      resolve({ clean: code === 0 && untrustedStderr === '', failure })
    }
    child.on('error', () => finish(null, null))
    child.on('close', finish)
  })
  return { stdout, toldFrames, ended, alive: watchdog.alive, stop: () => void child.kill('SIGKILL') }
}
