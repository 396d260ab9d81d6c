import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AnalyzerAnswer, AnalyzerLimits } from '../contract/analyzer.ts'
import type { Analysis, FileHashes, FileSource } from '../contract/analyzer.ts'
import { AppError } from '../contract/error.ts'
import { startAnalyzer } from '../preview/analyzer-process.ts'
import type { AnalyzerProcess } from '../workstation/ports.ts'

export type Analysed = { hashes: FileHashes; analysis: Analysis }

/** Analyses one file after another; a process that one of them ends is replaced. */
export type FileAnalyzer = {
  /** Rejects with AppError: `analyzer.crashed`, `analyzer.time_limit`, or the code that the analyzer gave. */
  analyse(source: FileSource, options: { everyFrame: boolean; inColour: boolean }): Promise<Analysed>
  /** A folder of its own for encrypted scratch files. */
  readonly scratch: string
  close(): Promise<void>
}

const ENTRY = join(import.meta.dirname, '../analyzer/main.ts')
/** Start of the process, reading and hashing come on top of a picture's own time. */
const GRACE_SECONDS = 10

/** A living process; `settle` is told its answers, or null when it has died. */
type Living = { process: AnalyzerProcess; settle: ((answer: AnalyzerAnswer | null) => void) | null; gone: boolean }

/** Waits for the end of one job; a silence longer than its limit, or a death, ends it too. */
function answerOf(living: Living, job: string, limits: AnalyzerLimits): Promise<Analysed> {
  return new Promise((resolve, reject) => {
    let hashes: FileHashes | null = null
    let timer = wait(limits.pictureSeconds)
    function wait(seconds: number): NodeJS.Timeout {
      return setTimeout(() => {
        living.process.kill()
        fail(new AppError('analyzer.time_limit'))
      }, (seconds + GRACE_SECONDS) * 1000)
    }
    function settled(): void {
      clearTimeout(timer)
      living.settle = null
    }
    function fail(error: AppError): void {
      settled()
      reject(error)
    }
    living.settle = (answer) => {
      if (answer === null) return fail(new AppError('analyzer.crashed'))
      if (!('job' in answer) || answer.job !== job) return
      if (answer.type === 'hashed') hashes = answer.hashes
      if (answer.type === 'progress') {
        clearTimeout(timer)
        timer = wait(limits.videoStallSeconds)
      }
      if (answer.type === 'failed') fail(new AppError(answer.code))
      if (answer.type === 'analysed' && hashes !== null) {
        settled()
        resolve({ hashes, analysis: answer.untrusted })
      }
    }
  })
}

function startLiving(): Living {
  const living: Living = { process: startAnalyzer(ENTRY), settle: null, gone: false }
  living.process.onAnswer((answer) => living.settle?.(AnalyzerAnswer.parse(answer)))
  living.process.onExit(() => {
    living.gone = true
    living.settle?.(null)
  })
  return living
}

export async function createFileAnalyzer(): Promise<FileAnalyzer> {
  const limits = AnalyzerLimits.parse({})
  const scratch = await mkdtemp(join(tmpdir(), 'paravent-cli-'))
  let living: Living | null = null
  let jobs = 0
  return {
    scratch,
    analyse(source, { everyFrame, inColour }) {
      if (living === null || living.gone) living = startLiving()
      jobs += 1
      const answer = answerOf(living, String(jobs), limits)
      living.process.post({ type: 'analyse', job: String(jobs), source, scratch, limits, everyFrame, inColour })
      return answer
    },
    async close() {
      living?.process.kill()
      await rm(scratch, { recursive: true, force: true })
    },
  }
}
