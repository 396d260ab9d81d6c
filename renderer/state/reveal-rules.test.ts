import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Reveal } from '../../contract/api.ts'
import { COVERED, step } from './reveal-rules.ts'
import type { RevealEffect, RevealEvent, RevealState, Wish } from './reveal-rules.ts'

const wish: Wish = { itemId: 'i', sha256: 'a'.repeat(64), rung: 'full', manner: 'hold' }
const toggled: Wish = { ...wish, manner: 'toggle' }

function reveal(revealId: string): Reveal {
  return { revealId, url: `/media/${revealId}`, contentType: 'image/jpeg', width: 10, height: 10, coversInSeconds: 10 }
}

function run(events: RevealEvent[]): { state: RevealState; effects: RevealEffect[] } {
  let state: RevealState = COVERED
  const effects: RevealEffect[] = []
  for (const event of events) {
    const next = step(state, event)
    state = next.state
    effects.push(...next.effects)
  }
  return { state, effects }
}

describe('a reveal', () => {
  test('that is granted while the key is held is shown', () => {
    const { state } = run([{ type: 'wished', ticket: 1, wish }, { type: 'granted', ticket: 1, reveal: reveal('r1') }])
    expect(state.phase).toBe('shown')
  })

  test('that is granted after the key went up is never shown and is ended', () => {
    const { state, effects } = run([
      { type: 'wished', ticket: 1, wish },
      { type: 'released' },
      { type: 'granted', ticket: 1, reveal: reveal('r1') },
    ])
    expect(state).toEqual(COVERED)
    expect(effects).not.toContainEqual(expect.objectContaining({ type: 'show' }))
    expect(effects.at(-1)).toEqual({ type: 'end', revealId: 'r1' })
  })

  test('that was asked for an earlier press is not shown for the next one', () => {
    const { state, effects } = run([
      { type: 'wished', ticket: 1, wish },
      { type: 'released' },
      { type: 'wished', ticket: 2, wish },
      { type: 'granted', ticket: 1, reveal: reveal('r1') },
    ])
    expect(state).toMatchObject({ phase: 'asking', ticket: 2 })
    expect(effects.at(-1)).toEqual({ type: 'end', revealId: 'r1' })
  })

  test('that was toggled stays when a key goes up and goes when something covers it', () => {
    const shown = run([
      { type: 'wished', ticket: 1, wish: toggled },
      { type: 'granted', ticket: 1, reveal: reveal('r1') },
      { type: 'released' },
    ])
    expect(shown.state.phase).toBe('shown')
    expect(step(shown.state, { type: 'cover' }).effects).toEqual([{ type: 'hide' }, { type: 'end', revealId: 'r1' }])
  })

  test('that the core covered is hidden and not ended a second time', () => {
    const { state } = run([{ type: 'wished', ticket: 1, wish }, { type: 'granted', ticket: 1, reveal: reveal('r1') }])
    expect(step(state, { type: 'covered_by_core', revealId: 'r1' })).toEqual({ state: COVERED, effects: [{ type: 'hide' }] })
    expect(step(state, { type: 'covered_by_core', revealId: 'other' }).state).toEqual(state)
  })

  const events = fc.array(
    fc.oneof(
      fc.record({ type: fc.constant('wished' as const), ticket: fc.nat(5), wish: fc.constantFrom(wish, toggled) }),
      fc.nat(5).map((ticket) => ({ type: 'granted' as const, ticket, reveal: reveal(`r${ticket}`) })),
      fc.record({ type: fc.constant('refused' as const), ticket: fc.nat(5) }),
      fc.constant({ type: 'released' as const }),
      fc.constant({ type: 'cover' as const }),
      fc.nat(5).map((ticket) => ({ type: 'covered_by_core' as const, revealId: `r${ticket}` })),
    ),
  )

  test('is hidden whenever the state is not shown, in any history', () => {
    fc.assert(
      fc.property(events, (history) => {
        const { state, effects } = run(history)
        const last = effects.filter((effect) => effect.type === 'show' || effect.type === 'hide').at(-1)
        expect(last?.type === 'show').toBe(state.phase === 'shown')
      }),
    )
  })

  test('leaves no grant open: each one is shown now, was ended, or was covered by the core', () => {
    fc.assert(
      fc.property(events, (history) => {
        const grants = history.filter((event) => event.type === 'granted').length
        const byCore = (() => {
          let state: RevealState = COVERED
          let count = 0
          for (const event of history) {
            const next = step(state, event)
            if (event.type === 'covered_by_core' && next.state !== state) count += 1
            state = next.state
          }
          return count
        })()
        const { state, effects } = run(history)
        const ended = effects.filter((effect) => effect.type === 'end').length
        expect(ended + byCore + (state.phase === 'shown' ? 1 : 0)).toBe(grants)
      }),
    )
  })
})
