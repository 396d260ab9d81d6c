import type { AnalyzerLimits } from '../../contract/analyzer.ts'
import { AppError } from '../../contract/error.ts'
import type { Store } from '../store/store.ts'
import type { Scratch } from '../vault/scratch.ts'
import type { Vault } from '../vault/vault.ts'
import type { AnalyzerWorker, FinalAnswer } from './analyzer-worker.ts'
import type { AnalysisStore } from './analysis.store.ts'
import { believeRendition, RENDITION_LIMITS } from './believe.ts'
import { createByteQueue, type ByteQueue } from './byte-queue.ts'
import type { Asked, Pool } from './pool.ts'
import { createRenditionStore, type Rendition, type RenditionKind } from './rendition.store.ts'
import { withJobFile, type JobFile } from './sources.ts'

export interface Rendering {
  /**
   * What a reveal shows of a media: made once, sealed, and found again. Two that ask at once get the same.
   * @throws AppError media.not_ready, media.not_here, reveal.rung_unavailable, disk.full, and the analyzer's codes
   */
  render(sha256: string, what: RenditionKind): Promise<Rendition>
  /** Makes it beforehand while nobody waits for anything; a failure comes again when somebody does. */
  prefetch(sha256: string): void
}

export interface RenderingParts {
  store: Store
  vault: Vault
  scratch: Scratch
  analyses: AnalysisStore
  limits: AnalyzerLimits
  pool(): Pool
}

interface Underway {
  readonly asked: Asked
  readonly rendition: Promise<Rendition>
}

export function createRendering({ store, vault, scratch, analyses, limits, pool }: RenderingParts): Rendering {
  const renditions = createRenditionStore(store.db)
  const underway = new Map<string, Underway>()
  let jobs = 0

  /** @throws AppError why it cannot be made */
  function mediaBytes(sha256: string, what: RenditionKind): number {
    const facts = analyses.facts(sha256)
    const media = analyses.media(sha256)
    if (media === null || !media.here) throw new AppError('media.not_here')
    if (facts === null || facts.state !== 'ready') throw new AppError('media.not_ready')
    if (facts.kind !== (what === 'full' ? 'image' : 'video')) throw new AppError('reveal.rung_unavailable')
    return media.bytes
  }

  async function sealAnswer(what: RenditionKind, pieces: ByteQueue, abort: AbortController, answer: Promise<FinalAnswer>): Promise<Rendition> {
    const sealing = vault.seal(pieces)
    // A disk that refuses ends the analyzer's work too; the failure itself is told below.
    sealing.catch((error: unknown) => abort.abort(error))
    const last = await answer.then(close, close)
    const sealed = await sealing
    try {
      believeRendition(what, last, pieces.head())
    } catch (error) {
      if (sealed.new && !renditions.holds(sealed.sha256)) await vault.remove(sealed.sha256)
      throw error
    }
    return { vaultSha256: sealed.sha256, bytes: sealed.bytes, contentType: last.contentType, width: last.width, height: last.height }

    function close(outcome: unknown): { contentType: string; width: number; height: number } {
      const rendered = readRendered(outcome)
      if (rendered instanceof Error) pieces.fail(rendered)
      else pieces.end()
      return rendered instanceof Error ? { contentType: '', width: 0, height: 0 } : rendered
    }
  }

  async function make(worker: AnalyzerWorker, sha256: string, what: RenditionKind, abort: AbortController): Promise<Rendition> {
    const bytes = mediaBytes(sha256, what)
    return withJobFile({ vault, scratch }, sha256, bytes, async ({ source, scratch: dir, picture }: JobFile) => {
      const pieces = createByteQueue(RENDITION_LIMITS[what].bytes)
      const request = { type: 'render' as const, job: `render-${(jobs += 1)}`, source, scratch: dir, limits, what }
      const answer = worker.run(request, { picture, bytes, signal: abort.signal, onChunk: (piece) => pieces.push(piece) })
      const rendition = await sealAnswer(what, pieces, abort, answer)
      store.transaction(() => renditions.put(sha256, what, rendition))
      return rendition
    })
  }

  async function kept(sha256: string, what: RenditionKind): Promise<Rendition | null> {
    const rendition = renditions.get(sha256, what)
    return rendition !== null && (await vault.has(rendition.vaultSha256)) ? rendition : null
  }

  function ask(sha256: string, what: RenditionKind, urgent: boolean): Promise<Rendition> {
    const key = `${what} ${sha256}`
    const known = underway.get(key)
    if (known !== undefined) {
      known.asked.urgent ||= urgent
      pool().pump()
      return known.rendition
    }
    const abort = new AbortController()
    const made = Promise.withResolvers<Rendition>()
    const forget = (): boolean => underway.delete(key)
    const stop = (): void => {
      abort.abort(new AppError('media.not_ready'))
      made.reject(new AppError('media.not_ready'))
    }
    const run: Asked['run'] = (worker) =>
      make(worker, sha256, what, abort).then(made.resolve, (error: unknown) => {
        // What lied is no longer itself: it meets no other file.
        if (error instanceof AppError && error.code === 'analyzer.crashed') worker.close()
        made.reject(error)
      })
    const asked: Asked = { urgent, run, stop }
    const rendition = made.promise.finally(forget)
    underway.set(key, { asked, rendition })
    pool().ask(asked)
    return rendition
  }

  async function find(sha256: string, what: RenditionKind, urgent: boolean): Promise<Rendition> {
    mediaBytes(sha256, what)
    return (await kept(sha256, what)) ?? (await ask(sha256, what, urgent))
  }

  return {
    render: (sha256, what) => find(sha256, what, true),
    prefetch(sha256) {
      const kind = analyses.facts(sha256)?.kind
      if (kind !== 'image' && kind !== 'video') return
      find(sha256, kind === 'image' ? 'full' : 'proxy', false).catch(() => undefined) // asked again, and told, at the reveal
    },
  }
}

function readRendered(outcome: unknown): { contentType: string; width: number; height: number } | Error {
  if (outcome instanceof Error) return outcome
  const answer = outcome as FinalAnswer
  if (answer.type === 'rendered') return answer.untrusted
  return new AppError(answer.type === 'failed' ? answer.code : 'analyzer.crashed')
}
