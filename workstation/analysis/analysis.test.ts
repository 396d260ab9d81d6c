import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { AppError } from '../../contract/error.ts'
import { AnalyzerLimits, type AnalyzerAnswer, type AnalyzerRequest } from '../../contract/analyzer.ts'
import { startFakeAnalyzer } from '../../tests/support/fake-analyzer.ts'
import type { AnalyzerProcess } from '../ports.ts'
import { openStore } from '../store/store.ts'
import { createScratch, type Scratch } from '../vault/scratch.ts'
import { openVault } from '../vault/vault.ts'
import { createAnalysis, poolSize, type Analysis, type AnalysisParts } from './analysis.ts'

/** What an analyzer does with a file that begins with this word; others go to the honest one. */
type Trick = (request: AnalyzerRequest, tell: (answer: unknown) => void, die: () => void) => void

interface Bench {
  analysis: Analysis
  done: string[]
  started(): number
  /** Seals a file, as intake does. @returns its SHA-256 */
  file(content: string): Promise<string>
  sealedFiles(): Promise<number>
  again(): Bench
  scratch: Scratch
  /** The table of analyses is damaged, or whole again. */
  lose(): void
  find(): void
}

const cleanUps: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const each of cleanUps.splice(0)) await each()
})

const LIMITS = AnalyzerLimits.parse({ pictureSeconds: 0.1, videoStallSeconds: 0.1, videoSeconds: 2, memoryBytes: 1000 })

async function bench(tricks: Record<string, Trick> = {}, changes: Partial<AnalysisParts> = {}): Promise<Bench> {
  const dir = await mkdtemp(join(tmpdir(), 'paravent-analysis-'))
  const key = new Uint8Array(32).fill(7)
  const store = openStore({ file: join(dir, 'store.db'), key, migrations: 'workstation/store/migrations' })
  const vault = openVault({ dir: join(dir, 'vault'), key })
  const scratch = createScratch({ dir: join(dir, 'scratch') })
  cleanUps.push(async () => {
    store.close()
    await rm(dir, { recursive: true, force: true })
  })
  const openOne = (): Bench => {
    let started = 0
    const done: string[] = []
    const analysis = createAnalysis({
      ...{ store, vault, scratch },
      startAnalyzer: () => {
        started += 1
        return trickster(tricks)
      },
      signals: { send: () => undefined },
      clock: { now: () => '2026-11-22T12:00:00.000Z', monotonic: () => performance.now() * 10 },
      onAnalysed: (sha256) => void done.push(sha256),
      limits: LIMITS,
      size: 1,
      readMemory: async () => null,
      ...changes,
    })
    cleanUps.unshift(() => analysis.close())
    return {
      ...{ analysis, done, scratch, started: () => started },
      async file(content) {
        const bytes = Buffer.from(content)
        const { sha256 } = await vault.seal(pieces(bytes))
        store.db.prepare('insert or ignore into media (sha256, bytes, here, created_at) values (?, ?, 1, ?)').run(sha256, bytes.length, 'now')
        return sha256
      },
      async sealedFiles() {
        return (await readdir(join(dir, 'vault'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length
      },
      again: openOne,
      lose: () => void store.db.exec('alter table analysis rename to damaged'),
      find: () => void store.db.exec('alter table damaged rename to analysis'),
    }
  }
  return openOne()
}

async function* pieces(...all: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all
}

function trickster(tricks: Record<string, Trick>): AnalyzerProcess {
  const honest = startFakeAnalyzer()
  let tell: (answer: unknown) => void = () => undefined
  let exited: (exit: { code: number | null; signal: string | null }) => void = () => undefined
  return {
    ...honest,
    pid: 1,
    post(request) {
      const word = request.source.kind === 'bytes' ? Buffer.from(request.source.bytes).toString().split(' ')[0] : undefined
      const trick = tricks[word ?? '']
      if (trick === undefined) honest.post(request)
      else setImmediate(() => trick(request, tell, () => exited({ code: null, signal: 'SIGSEGV' })))
    },
    onAnswer(listener) {
      tell = listener as (answer: unknown) => void
      honest.onAnswer(listener)
    },
    onExit(listener) {
      exited = listener
      honest.onExit(listener)
    },
  }
}

function hashesOf(request: AnalyzerRequest): Extract<AnalyzerAnswer, { type: 'hashed' }> {
  const bytes = request.source.kind === 'bytes' ? request.source.bytes : new Uint8Array()
  const of = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex')
  return { type: 'hashed', job: request.job, hashes: { md5: of('md5'), sha1: of('sha1'), sha256: of('sha256'), bytes: bytes.length } }
}

/** What the honest analyzer would have answered, changed. */
function lie(change: (analysis: any) => void): Trick {
  return (request, tell) => {
    const honest = startFakeAnalyzer()
    honest.onAnswer((answer) => {
      if (answer.type === 'analysed') change(answer.untrusted)
      if (answer.type !== 'ready') tell(answer)
    })
    honest.post(request)
  }
}

describe('a file that harms the analyzer', () => {
  const tricks: Record<string, Trick> = {
    hang: () => undefined,
    crash: (_request, _tell, die) => die(),
    hashcrash: (request, tell, die) => {
      tell(hashesOf(request))
      die()
    },
    nonsense: (_request, tell) => tell({ type: 'analysed', untrusted: 'all is well' }),
    wronghash: (request, tell) => tell({ ...hashesOf(request), hashes: { ...hashesOf(request).hashes, sha256: '0'.repeat(64) } }),
    chatter: (request, tell) => {
      const timer = setInterval(() => tell({ type: 'progress', job: request.job, fraction: 0.5 }), 1)
      void setTimeout(3000, undefined, { ref: false }).then(() => clearInterval(timer))
    },
    sharp: lie((analysis) => (analysis.derivatives[0].width = 161)),
    fake: lie((analysis) => (analysis.derivatives[0].bytes = Buffer.from(`GIF89a${'x'.repeat(100)}`))),
    larger: lie((analysis) => {
      analysis.derivatives[0].bytes = Buffer.from(analysis.derivatives[0].bytes)
      analysis.derivatives[0].bytes.writeUInt32BE(2000, 16)
    }),
    twice: lie((analysis) => analysis.derivatives.push(analysis.derivatives[0])),
    heavy: lie((analysis) => (analysis.derivatives[0].bytes = Buffer.concat([analysis.derivatives[0].bytes, Buffer.alloc(300 * 1024)]))),
    mixed: lie((analysis) => (analysis.views[0].pdq = 'f'.repeat(64))),
    doubled: lie((analysis) => analysis.views.push(analysis.views[1])),
  }

  test.each([
    ['hang', 'analyzer.time_limit'],
    ['crash', 'analyzer.crashed'],
    ['hashcrash', 'analyzer.crashed'],
    ['nonsense', 'analyzer.crashed'],
    ['wronghash', 'analyzer.crashed'],
    ['chatter', 'analyzer.time_limit'],
    ['sharp', 'analyzer.crashed'],
    ['fake', 'analyzer.crashed'],
    ['larger', 'analyzer.crashed'],
    ['twice', 'analyzer.crashed'],
    ['heavy', 'analyzer.crashed'],
    ['mixed', 'analyzer.crashed'],
    ['doubled', 'analyzer.crashed'],
  ])('%s: it is marked %s after two tries, and the next file is analysed before the second', async (word, code) => {
    const { analysis, file, done, started } = await bench(tricks)
    const bad = await file(`${word} and more`)
    const good = await file('good')
    analysis.enqueue([bad, good])
    await analysis.idle()
    expect(analysis.facts(bad)).toMatchObject({ state: 'failed', failure: code })
    expect(analysis.facts(good)).toMatchObject({ state: 'ready', failure: null })
    expect(analysis.coveredFacts(bad, 'thumbnail')).toBeNull()
    expect(done).toEqual([good, bad])
    expect(started()).toBeGreaterThanOrEqual(2)
  })

  test('hashes that arrived before the end are kept', async () => {
    const { analysis, file } = await bench(tricks)
    const sha256 = await file('hashcrash')
    analysis.enqueue([sha256])
    await analysis.idle()
    expect(analysis.facts(sha256)?.md5).toBe(createHash('md5').update('hashcrash').digest('hex'))
  })

  test('a process that bloats is ended', async () => {
    let resident = 10
    const { analysis, file } = await bench({ bloat: () => void (resident = 5000) }, { readMemory: async () => [5, resident], limits: { ...LIMITS, videoStallSeconds: 60 } })
    const bad = await file('bloat')
    analysis.enqueue([bad])
    await analysis.idle()
    expect(analysis.facts(bad)?.failure).toBe('analyzer.memory_limit')
  })

  test('a database that cannot be read any more is told as a bug and ends nothing; when it is whole again, all goes on', async () => {
    const bugs = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    onTestFinished(() => bugs.mockRestore())
    const losing: Trick = (...asked) => {
      if (!bugs.mock.calls.length) lose()
      lie(() => undefined)(...asked)
    }
    const { analysis, file, lose, find } = await bench({ lose: losing })
    const files = [await file('lose it'), await file('good')]
    analysis.enqueue(files)
    await vi.waitFor(() => expect(bugs.mock.calls.join('')).toContain('bug in analysis: SqliteError'))
    analysis.resume()
    await setTimeout(20)
    find()
    analysis.resume()
    await analysis.idle()
    expect(files.map((sha256) => analysis.facts(sha256)?.state)).toEqual(['ready', 'ready'])
  })

  test('a failed one may be tried again', async () => {
    let healed = false
    const { analysis, file } = await bench({ ill: (request, tell, die) => (healed ? lie(() => undefined)(request, tell, die) : die()) })
    const sha256 = await file('ill')
    analysis.enqueue([sha256])
    await analysis.idle()
    expect(analysis.facts(sha256)?.state).toBe('failed')
    healed = true
    expect(analysis.retry(sha256)).toBe(true)
    await analysis.idle()
    expect(analysis.facts(sha256)).toMatchObject({ state: 'ready', failure: null })
    expect(analysis.retry(sha256)).toBe(false)
  })

  test('an analyzer that cannot be started marks its files and does not end the workstation', async () => {
    const { analysis, file } = await bench({}, { startAnalyzer: () => { throw new Error('no such program') } })
    const sha256 = await file('good')
    analysis.enqueue([sha256])
    await analysis.idle()
    expect(analysis.facts(sha256)?.failure).toBe('analyzer.crashed')
  })
})

describe('analyses', () => {
  test('a full disk is no fault of a file: it waits, and goes on when there is room', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let full = true
    const { analysis, file, scratch } = await bench()
    const job = scratch.job
    scratch.job = () => {
      if (full) throw new AppError('disk.full')
      return job()
    }
    const sha256 = await file('good')
    analysis.enqueue([sha256])
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1))
    full = false
    await vi.advanceTimersByTimeAsync(10_000)
    vi.useRealTimers()
    await analysis.idle()
    expect(analysis.facts(sha256)?.state).toBe('ready')
  })

  test('a file that cannot be decoded keeps its facts and is marked', async () => {
    const { analysis, file } = await bench({ text: lie((it) => Object.assign(it, { kind: 'other', contentType: 'text/plain', failure: 'file.unsupported_type', derivatives: [], fingerprint: null, views: [] })) })
    const sha256 = await file('text')
    analysis.enqueue([sha256])
    await analysis.idle()
    expect(analysis.facts(sha256)).toMatchObject({ state: 'failed', failure: 'file.unsupported_type', kind: 'other', contentType: 'text/plain', md5: expect.any(String) })
  })

  test('what waited when the house was closed goes on in the next, and an interruption counts for nothing', async () => {
    const first = await bench({ slow: () => undefined }, { limits: { ...LIMITS, videoStallSeconds: 600 } })
    const slow = await first.file('slow')
    const good = await first.file('good')
    first.analysis.enqueue([slow, good])
    for (let i = 0; i < 3; i++) {
      await first.analysis.close()
      const next = first.again()
      next.analysis.resume()
      await setTimeout(20)
      expect(next.analysis.facts(slow)?.state).toBe('analysing')
      first.analysis = next.analysis
    }
    expect(first.analysis.facts(good)?.state).toBe('pending')
  })

  test('a long one tells how far it is and can be stopped: it is marked so, keeps its hashes, and the next goes on', async () => {
    let patient = false
    const long: Trick = (request, tell, die) => {
      if (patient) return lie(() => undefined)(request, tell, die)
      tell(hashesOf(request))
      tell({ type: 'progress', job: request.job, fraction: 0.25 })
    }
    const { analysis, file } = await bench({ film: long }, { limits: { ...LIMITS, videoStallSeconds: 600, videoSeconds: 600 } })
    const [film, good] = [await file('film of two hours'), await file('good')]
    analysis.enqueue([film, good])
    await vi.waitFor(() => expect(analysis.progress()).toMatchObject({ running: 1, waiting: 1, long: [{ sha256: film, fraction: 0.25 }] }))
    analysis.stop(good)
    analysis.stop(film)
    await analysis.idle()
    expect(analysis.facts(film)).toMatchObject({ state: 'failed', failure: 'analyzer.stopped', md5: createHash('md5').update('film of two hours').digest('hex') })
    expect(analysis.facts(good)).toMatchObject({ state: 'ready' })
    expect(analysis.progress().long).toEqual([])
    patient = true
    expect(analysis.retry(film)).toBe(true)
    await analysis.idle()
    expect(analysis.facts(film)).toMatchObject({ state: 'ready', failure: null })
  })

  test('media whose bytes are not here are not analysed; nothing is analysed twice', async () => {
    const { analysis, file, done } = await bench()
    const sha256 = await file('good')
    analysis.enqueue(['0'.repeat(64), sha256, sha256])
    await analysis.idle()
    analysis.enqueue([sha256])
    await analysis.idle()
    expect(done).toEqual([sha256])
  })

  test('the pool leaves a core to the person', () => {
    expect([1, 2, 4, 8].map(poolSize)).toEqual([1, 1, 3, 4])
  })
})

describe('renditions', () => {
  test('what a reveal shows is made once, also when two ask at once, and found again', async () => {
    let renders = 0
    const { analysis, file, sealedFiles } = await bench({
      good: (request, tell, die) => {
        if (request.type === 'render') renders += 1
        lie(() => undefined)(request, tell, die)
      },
    })
    const sha256 = await file('good')
    analysis.enqueue([sha256])
    await analysis.idle()
    const [one, two] = await Promise.all([analysis.render(sha256, 'full'), analysis.render(sha256, 'full')])
    expect(one).toEqual(two)
    expect(await analysis.render(sha256, 'full')).toEqual(one)
    expect(renders).toBe(1)
    expect(await sealedFiles()).toBe(2)
    await expect(analysis.render(sha256, 'proxy')).rejects.toThrow('reveal.rung_unavailable')
  })

  test('a rendition that lies is not kept', async () => {
    const { analysis, file, sealedFiles } = await bench({
      good: (request, tell, die) => {
        if (request.type === 'analyse') return lie(() => undefined)(request, tell, die)
        tell({ type: 'chunk', job: request.job, bytes: Buffer.from(`<svg onload="">${'x'.repeat(100)}`) })
        tell({ type: 'rendered', job: request.job, untrusted: { contentType: 'image/png', width: 10, height: 10 } })
      },
    })
    const sha256 = await file('good')
    analysis.enqueue([sha256])
    await analysis.idle()
    await expect(analysis.render(sha256, 'full')).rejects.toThrow('analyzer.crashed')
    expect(await sealedFiles()).toBe(1)
  })

  test('a person never waits behind an analysis', async () => {
    const { analysis, file } = await bench({ slow: () => undefined }, { limits: { ...LIMITS, videoStallSeconds: 600 } })
    const good = await file('good')
    analysis.enqueue([good])
    await analysis.idle()
    analysis.enqueue([await file('slow')])
    expect((await analysis.render(good, 'full')).contentType).toBe('image/png')
  })

  test('a failure of the rendering is told and leaves nothing', async () => {
    const { analysis, file, sealedFiles } = await bench({
      good: (request, tell, die) => {
        if (request.type === 'analyse') return lie(() => undefined)(request, tell, die)
        tell({ type: 'chunk', job: request.job, bytes: new Uint8Array(10) })
        tell({ type: 'failed', job: request.job, code: 'picture.undecodable' })
      },
    })
    const sha256 = await file('good')
    analysis.enqueue([sha256])
    await analysis.idle()
    await expect(analysis.render(sha256, 'full')).rejects.toThrow('picture.undecodable')
    expect(await sealedFiles()).toBe(1)
  })
})
