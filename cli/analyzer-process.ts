import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AnalyzerAnswer, AnalyzerLimits } from '../contract/analyzer.ts'
import type { Analysis, FileHashes, FileSource } from '../contract/analyzer.ts'
import { AppError } from '../contract/error.ts'

export type Analysed = { hashes: FileHashes; analysis: Analysis }

/** A process that analyses one file after another, and is replaced when one of them ends it. */
export type AnalyzerProcess = {
  /** Rejects with AppError: `analyzer.crashed`, `analyzer.time_limit`, or the code that the analyzer gave. */
  analyse(source: FileSource, options: { everyFrame: boolean }): Promise<Analysed>
  /** A folder of its own for encrypted scratch files. */
  readonly scratch: string
  close(): Promise<void>
}

const ENTRY = join(import.meta.dirname, '../analyzer/main.ts')
/** Start of the process, reading and hashing come on top of a picture's own time. */
const GRACE_SECONDS = 10

type Job = { child: ChildProcess; job: string; limits: AnalyzerLimits }

/** Waits for the end of one job; a silence longer than its limit, or a death, ends it too. */
function answerOf({ child, job, limits }: Job): Promise<Analysed> {
  return new Promise((resolve, reject) => {
    let hashes: FileHashes | null = null
    let timer = setTimeout(expire, (limits.pictureSeconds + GRACE_SECONDS) * 1000)
    function settle(act: () => void): void {
      clearTimeout(timer)
      child.off('message', listen).off('exit', died)
      act()
    }
    function expire(): void {
      settle(() => reject(new AppError('analyzer.time_limit')))
      child.kill('SIGKILL')
    }
    function died(): void {
      settle(() => reject(new AppError('analyzer.crashed')))
    }
    function listen(message: unknown): void {
      const answer = AnalyzerAnswer.parse(message)
      if (!('job' in answer) || answer.job !== job) return
      if (answer.type === 'hashed') hashes = answer.hashes
      if (answer.type === 'progress') {
        clearTimeout(timer)
        timer = setTimeout(expire, (limits.videoStallSeconds + GRACE_SECONDS) * 1000)
      }
      if (answer.type === 'failed') settle(() => reject(new AppError(answer.code)))
      if (answer.type === 'analysed' && hashes) {
        const analysed = { hashes, analysis: answer.untrusted }
        settle(() => resolve(analysed))
      }
    }
    child.on('message', listen).on('exit', died)
  })
}

export async function startAnalyzerProcess(): Promise<AnalyzerProcess> {
  const limits = AnalyzerLimits.parse({})
  const scratch = await mkdtemp(join(tmpdir(), 'paravent-cli-'))
  let child: ChildProcess | null = null
  let jobs = 0

  function living(): ChildProcess {
    if (child === null || child.exitCode !== null || child.signalCode !== null || !child.connected) {
      child = fork(ENTRY, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    }
    return child
  }

  return {
    scratch,
    analyse(source, { everyFrame }) {
      const job = { child: living(), job: String(++jobs), limits }
      const answer = answerOf(job)
      // A send that fails is a process that died, which `answerOf` sees.
      job.child.send({ type: 'analyse', job: job.job, source, scratch, limits, everyFrame }, () => {})
      return answer
    },
    async close() {
      child?.kill('SIGKILL')
      await rm(scratch, { recursive: true, force: true })
    },
  }
}
