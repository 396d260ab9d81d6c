import type { AskReveal, Reveal } from '../../contract/api.ts'

/**
 * The rules of covering and uncovering, as a pure function. A wish gets a ticket; only the grant of the ticket that is
 * still wished for is ever shown. Whatever else is granted is ended at once.
 */
export type Wish = AskReveal & { itemId: string }

export type RevealState =
  | { phase: 'covered' }
  | { phase: 'asking'; ticket: number; wish: Wish }
  | { phase: 'shown'; ticket: number; wish: Wish; reveal: Reveal }

export type RevealEvent =
  | { type: 'wished'; ticket: number; wish: Wish }
  | { type: 'granted'; ticket: number; reveal: Reveal }
  | { type: 'refused'; ticket: number }
  /** The key or the button that was held is up. */
  | { type: 'released' }
  /** Decision, other item, lost focus, lock, time over: whatever the manner. */
  | { type: 'cover' }
  | { type: 'covered_by_core'; revealId: string }

/** To be carried out in this order. `hide` always stands before `end`: pixels go first, then the core is told. */
export type RevealEffect =
  | { type: 'ask'; ticket: number; wish: Wish }
  | { type: 'show'; wish: Wish; reveal: Reveal }
  | { type: 'hide' }
  | { type: 'end'; revealId: string }

export type RevealStep = { state: RevealState; effects: RevealEffect[] }

export const COVERED: RevealState = { phase: 'covered' }

export function step(state: RevealState, event: RevealEvent): RevealStep {
  switch (event.type) {
    case 'wished': {
      const before = cover(state)
      return {
        state: { phase: 'asking', ticket: event.ticket, wish: event.wish },
        effects: [...before.effects, { type: 'ask', ticket: event.ticket, wish: event.wish }],
      }
    }
    case 'granted':
      return granted(state, event)
    case 'refused':
      return state.phase === 'asking' && state.ticket === event.ticket ? { state: COVERED, effects: [] } : same(state)
    case 'released':
      return state.phase !== 'covered' && state.wish.manner === 'hold' ? cover(state) : same(state)
    case 'cover':
      return cover(state)
    case 'covered_by_core': {
      const its = state.phase === 'shown' && state.reveal.revealId === event.revealId
      return its ? { state: COVERED, effects: [{ type: 'hide' }] } : same(state)
    }
  }
}

function granted(state: RevealState, event: { ticket: number; reveal: Reveal }): RevealStep {
  if (state.phase !== 'asking' || state.ticket !== event.ticket) {
    return { state, effects: [{ type: 'end', revealId: event.reveal.revealId }] }
  }
  return {
    state: { phase: 'shown', ticket: event.ticket, wish: state.wish, reveal: event.reveal },
    effects: [{ type: 'show', wish: state.wish, reveal: event.reveal }],
  }
}

function cover(state: RevealState): RevealStep {
  if (state.phase !== 'shown') return { state: COVERED, effects: [] }
  return { state: COVERED, effects: [{ type: 'hide' }, { type: 'end', revealId: state.reveal.revealId }] }
}

function same(state: RevealState): RevealStep {
  return { state, effects: [] }
}
