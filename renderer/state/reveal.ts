import { create } from 'zustand'
import { call } from '../api/client.ts'
import { problemOf } from '../api/problem.ts'
import type { Problem } from '../api/problem.ts'
import { COVERED, step } from './reveal-rules.ts'
import type { RevealEffect, RevealEvent, RevealState, Wish } from './reveal-rules.ts'
import { hide, show } from './reveal-surface.ts'

/** A hold tells the core that it is still held; the core covers after a minute without that. */
const KEEP_EVERY_MS = 20_000

type RevealStore = {
  reveal: RevealState
  /** When a toggled reveal covers by itself, in `performance.now()` milliseconds. */
  endsAt: number | null
  video: HTMLVideoElement | null
  problem: Problem | null
  /** Second of the video at which the next play begins: chosen on the strip. */
  startAt: number
  label: string
}

export const useReveal = create<RevealStore>(() => ({
  reveal: COVERED,
  endsAt: null,
  video: null,
  problem: null,
  startAt: 0,
  label: '',
}))

let tickets = 0
let timer: ReturnType<typeof setInterval> | undefined
let end: ReturnType<typeof setTimeout> | undefined

export function wishReveal(wish: Wish): void {
  tickets += 1
  useReveal.setState({ problem: null })
  take({ type: 'wished', ticket: tickets, wish })
}

/** What was held is up: a held reveal covers, a toggled one stays. */
export function releaseReveal(): void {
  take({ type: 'released' })
}

/** Covers at once, whatever stood. */
export function coverNow(): void {
  take({ type: 'cover' })
}

export function coveredByCore(revealId: string): void {
  take({ type: 'covered_by_core', revealId })
}

export function startPlayAt(seconds: number): void {
  useReveal.setState({ startAt: seconds })
}

export function forgetReveal(): void {
  coverNow()
  useReveal.setState({ problem: null, startAt: 0 })
}

function take(event: RevealEvent): void {
  const next = step(useReveal.getState().reveal, event)
  // Pixels leave the document before anything else happens, React's own work included.
  for (const effect of next.effects) if (effect.type === 'hide') stopShowing()
  if (next.state !== useReveal.getState().reveal) useReveal.setState({ reveal: next.state })
  for (const effect of next.effects) carryOut(effect)
}

function carryOut(effect: RevealEffect): void {
  if (effect.type === 'ask') void ask(effect.ticket, effect.wish)
  if (effect.type === 'show') startShowing(effect)
  if (effect.type === 'end') call('endReveal', { id: effect.revealId }).catch(coreEndsItItself)
}

/** The picture is gone from the page already; the core ends what nobody keeps alive. */
function coreEndsItItself(thrown: unknown): void {
  problemOf(thrown)
}

async function ask(ticket: number, { itemId, ...body }: Wish): Promise<void> {
  try {
    take({ type: 'granted', ticket, reveal: await call('reveal', { id: itemId, body }) })
  } catch (thrown) {
    const current = useReveal.getState().reveal
    const wanted = current.phase === 'asking' && current.ticket === ticket
    take({ type: 'refused', ticket })
    if (wanted) useReveal.setState({ problem: problemOf(thrown) })
  }
}

function startShowing({ wish, reveal }: Extract<RevealEffect, { type: 'show' }>): void {
  const { label, startAt } = useReveal.getState()
  const fail = (): void => {
    coverNow()
    useReveal.setState({ problem: { code: 'media.not_ready', facts: {} } })
  }
  const video = show(reveal, { onFailure: fail, label, startAt })
  const toggled = wish.manner === 'toggle'
  useReveal.setState({ video, endsAt: toggled ? performance.now() + reveal.coversInSeconds * 1000 : null })
  if (toggled) end = setTimeout(coverNow, reveal.coversInSeconds * 1000)
  else timer = setInterval(() => void keep(reveal.revealId), KEEP_EVERY_MS)
}

async function keep(revealId: string): Promise<void> {
  try {
    await call('keepReveal', { id: revealId })
  } catch (thrown) {
    const { reveal } = useReveal.getState()
    if (reveal.phase !== 'shown' || reveal.reveal.revealId !== revealId) return
    coverNow()
    useReveal.setState({ problem: problemOf(thrown) })
  }
}

function stopShowing(): void {
  hide()
  clearInterval(timer)
  clearTimeout(end)
  useReveal.setState({ video: null, endsAt: null })
}
