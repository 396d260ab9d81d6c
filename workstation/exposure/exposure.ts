import type { AskReveal, Reveal } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { Signal } from '../../contract/signals.ts'
import type { Analysis } from '../analysis/analysis.ts'
import type { Rendition } from '../analysis/rendition.store.ts'
import type { Clock } from '../ports.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { answerPixels, type Pixels } from './pixels.ts'
import { COVERED_LIFE_MS, HOLD_SECONDS, isFresh, refusalOfReveal, secondsOfReveal } from './reveal.ts'
import { createTokens, type Grant, type Tokens } from './tokens.ts'
import { createViewedStore } from './viewed.store.ts'

export type CoveredKind = 'thumbnail' | 'covered' | 'strip'

export interface ExposureParts {
  store: Store
  vault: Pick<Vault, 'read'>
  analysis: Pick<Analysis, 'facts' | 'covered' | 'coveredFacts' | 'render'>
  items: { mediaOf(itemId: string): { sha256: string; here: boolean }[] }
  /** Whether the person opened the item, so that the log knows of it; without it, each item counts as opened. */
  isOpened?(itemId: string): boolean
  settings: { get(): { autoCoverSeconds: number } }
  signals: { send(signal: Signal): void }
  clock: Clock
  ids: { next(): string }
  person: { id: string }
}

/** What may be seen, and for how long. One media at a time is uncovered. Nothing of it is written but that an item was viewed. */
export interface Exposure {
  /** The address of a covered picture, handed out again while fresh; null where there is none. */
  coveredUrl(sha256: string, kind: CoveredKind): string | null
  /**
   * Uncovers a media on a rung and covers what was uncovered before. What is shown is made first, which may take its time;
   * whoever asks for another, covers, or decides meanwhile ends this ask.
   * @throws AppError item.no_media, media.not_ready, media.not_here, reveal.rung_unavailable, reveal.not_granted, and the analyzer's codes
   */
  grant(itemId: string, ask: AskReveal): Promise<Reveal>
  /** A sign of life of a hold; a toggle ends when it ends. @throws AppError reveal.unknown when it is over */
  keep(revealId: string): void
  /** The page covered it. Nothing happens when it is over already. */
  end(revealId: string): void
  /** The item was decided: it is covered, and a later decision rests on what is viewed from then on. */
  coverItem(itemId: string): void
  /** Granted to this person since the item was last decided. */
  wasRevealed(itemId: string, personId: string): boolean
  /** Pixels by their address; 404 for one that is unknown or over. */
  serve(token: string, request: Request): Promise<Response>
  /** Covers everything and ends every address. */
  close(): void
}

/** Opened when they are asked for; null when they are gone. */
type OpenPixels = () => Pixels | null

const MOST_KNOWN = 5000

interface Uncovered {
  readonly revealId: string
  readonly itemId: string
  readonly manner: AskReveal['manner']
  readonly grant: Grant<OpenPixels>
  timer: NodeJS.Timeout
}

export function createExposure(parts: ExposureParts): Exposure {
  const { store, vault, analysis, items, settings, signals, clock, ids, person } = parts
  const viewed = createViewedStore(store.db)
  const tokens = createTokens<OpenPixels>(() => clock.monotonic())
  const coveredUrl = createCoveredUrls(parts, tokens)
  let uncovered: Uncovered | null = null
  /** The ask whose picture is being made; none when another came after it, or something covered. */
  let asking: { readonly itemId: string } | null = null

  function cover(): void {
    const over = uncovered
    uncovered = null
    if (over === null) return
    clearTimeout(over.timer)
    tokens.end(over.grant.token)
    signals.send({ type: 'covered', revealId: over.revealId })
  }

  function coverEvery(): void {
    asking = null
    cover()
  }

  /** @throws AppError why it is not granted */
  function check(itemId: string, { sha256, rung }: AskReveal): void {
    const media = items.mediaOf(itemId).find((each) => each.sha256 === sha256)
    const facts = analysis.facts(sha256)
    const code = refusalOfReveal(rung, {
      itemOpened: parts.isOpened?.(itemId) ?? true,
      ofItem: media !== undefined,
      here: media?.here ?? false,
      state: facts?.state ?? null,
      kind: facts?.kind ?? null,
    })
    if (code !== null) throw new AppError(code)
  }

  function uncover(itemId: string, manner: AskReveal['manner'], rendition: Rendition): Reveal {
    const { contentType, width, height, bytes, vaultSha256 } = rendition
    const seconds = secondsOfReveal(manner, settings.get().autoCoverSeconds)
    const pixels = { contentType, bytes, read: (start: number, end: number) => vault.read(vaultSha256, { start, end }) }
    const grant = tokens.grant(() => pixels, clock.monotonic() + seconds * 1000)
    uncovered = { revealId: ids.next(), itemId, manner, grant, timer: setTimeout(cover, seconds * 1000) }
    return { revealId: uncovered.revealId, url: urlOf(grant.token), contentType, width, height, coversInSeconds: seconds }
  }

  return {
    coveredUrl,
    async grant(itemId, ask) {
      check(itemId, ask)
      coverEvery()
      const mine = { itemId }
      asking = mine
      const rendition = await analysis.render(ask.sha256, ask.rung === 'play' ? 'proxy' : 'full')
      if (asking !== mine) throw new AppError('reveal.not_granted')
      asking = null
      store.transaction(() => viewed.add(itemId, person.id))
      return uncover(itemId, ask.manner, rendition)
    },
    keep(revealId) {
      if (uncovered?.revealId !== revealId) throw new AppError('reveal.unknown')
      if (uncovered.manner !== 'hold') return
      clearTimeout(uncovered.timer)
      uncovered.timer = setTimeout(cover, HOLD_SECONDS * 1000)
      uncovered.grant.until = clock.monotonic() + HOLD_SECONDS * 1000
    },
    end(revealId) {
      if (uncovered?.revealId === revealId) cover()
    },
    coverItem(itemId) {
      if (asking?.itemId === itemId) asking = null
      if (uncovered?.itemId === itemId) cover()
      store.transaction(() => viewed.forget(itemId))
    },
    wasRevealed: viewed.has,
    async serve(token, request) {
      const grant = tokens.find(token)
      const pixels = grant?.what() ?? null
      if (grant === null || pixels === null) return new Response(null, { status: 404, headers: { 'Cache-Control': 'no-store' } })
      return answerPixels(request, pixels, grant.ended.signal)
    },
    close() {
      coverEvery()
      tokens.endAll()
    },
  }
}

/** Addresses of covered pictures, from the database, kept while fresh: a page that is drawn again finds its own again. */
function createCoveredUrls({ analysis, clock }: ExposureParts, tokens: Tokens<OpenPixels>): Exposure['coveredUrl'] {
  const known = new Map<string, Grant<OpenPixels>>()

  function open(sha256: string, kind: CoveredKind): Pixels | null {
    const covered = analysis.covered(sha256, kind)
    if (covered === null) return null
    const { contentType, bytes } = covered
    return { contentType, bytes: bytes.length, read: (start, end) => once(bytes.subarray(start, end)) }
  }

  function forgetStale(now: number): void {
    for (const [key, grant] of known) if (!isFresh(grant.until, now)) known.delete(key)
  }

  return (sha256, kind) => {
    const now = clock.monotonic()
    const key = `${kind} ${sha256}`
    const before = known.get(key)
    if (before !== undefined && !before.ended.signal.aborted && isFresh(before.until, now)) return urlOf(before.token)
    if (analysis.coveredFacts(sha256, kind) === null) return null
    if (known.size >= MOST_KNOWN) forgetStale(now)
    const grant = tokens.grant(() => open(sha256, kind), now + COVERED_LIFE_MS)
    known.set(key, grant)
    return urlOf(grant.token)
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function urlOf(token: string): string {
  return `/media/${token}`
}
