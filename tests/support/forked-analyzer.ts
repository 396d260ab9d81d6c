import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AnalyzerAnswer, AnalyzerLimits } from '../../contract/analyzer.ts'
import type { Analysis, FileHashes, FileSource } from '../../contract/analyzer.ts'

/** How a job ended: with an answer, killed by the test's limit, or by the process's own death. */
export type Outcome = {
  answers: AnalyzerAnswer[]
  ended: 'answered' | 'killed' | 'died'
  milliseconds: number
  analysis: Analysis | null
  hashes: FileHashes | null
}

export type ForkedAnalyzer = {
  readonly pid: number
  readonly scratch: string
  run(request: Record<string, unknown>): Promise<Outcome>
  analyse(bytes: Uint8Array, options?: { everyFrame?: boolean; limits?: Partial<AnalyzerLimits> }): Promise<Outcome>
  close(): Promise<void>
}

export const inline = (bytes: Uint8Array): FileSource => ({ kind: 'bytes', bytes: new Uint8Array(bytes) })

/** A job's messages until its last one; `limit` in ms, after which the process is killed as the core would. */
function collect(child: ChildProcess, job: string, limit: number): Promise<Outcome> {
  const started = performance.now()
  const answers: AnalyzerAnswer[] = []
  return new Promise(resolve => {
    const timer = setTimeout(() => finish('killed'), limit)
    function finish(ended: Outcome['ended']): void {
      clearTimeout(timer)
      child.off('message', listen).off('exit', died)
      if (ended === 'killed') child.kill('SIGKILL')
      const analysed = answers.find(answer => answer.type === 'analysed')
      const hashed = answers.find(answer => answer.type === 'hashed')
      const milliseconds = performance.now() - started
      resolve({ answers, ended, milliseconds, analysis: analysed?.untrusted ?? null, hashes: hashed?.hashes ?? null })
    }
    const died = (): void => finish('died')
    const listen = (message: unknown): void => {
      const answer = AnalyzerAnswer.parse(message)
      if (!('job' in answer) || answer.job !== job) return
      answers.push(answer)
      if (answer.type === 'analysed' || answer.type === 'rendered' || answer.type === 'failed') finish('answered')
    }
    child.on('message', listen).on('exit', died)
  })
}

/** The analyzer as a child process, as the core starts it; one that was killed or died is replaced at the next job. */
export async function forkAnalyzer(options: { env?: Record<string, string>; limit?: number } = {}): Promise<ForkedAnalyzer> {
  const scratch = await mkdtemp(join(tmpdir(), 'paravent-analyzer-test-'))
  const entry = join(import.meta.dirname, '../../analyzer/main.ts')
  const start = (): ChildProcess => fork(entry, [], { serialization: 'advanced', env: { ...process.env, ...options.env }, execArgv: [] })
  let child = start()
  let jobs = 0
  const run = async (request: Record<string, unknown>): Promise<Outcome> => {
    if (child.exitCode !== null || child.signalCode !== null) child = start()
    const job = `job-${++jobs}`
    const outcome = collect(child, job, options.limit ?? 30_000)
    child.send({ scratch, limits: AnalyzerLimits.parse({}), ...request, job }, () => {})
    return outcome
  }
  return {
    get pid() {
      return child.pid!
    },
    scratch,
    run,
    analyse: (bytes, { everyFrame = false, limits = {} } = {}) =>
      run({ type: 'analyse', source: inline(bytes), everyFrame, limits: AnalyzerLimits.parse(limits) }),
    async close() {
      child.kill('SIGKILL')
      await rm(scratch, { recursive: true, force: true })
    },
  }
}
