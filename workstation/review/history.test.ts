import { equal } from 'node:assert/strict'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Decide } from '../../contract/api.ts'
import type { ItemState } from '../../contract/words.ts'
import { AppError } from '../../contract/error.ts'
import { openDesk } from '../../tests/support/desk.ts'
import type { Desk, Seat } from '../../tests/support/desk.ts'

/** What a person would write on a card for each item: its state, the decisions that stand, and whether a supervisor began. */
interface Card {
  state: ItemState
  standing: { id: string; by: string } | null
  begun: boolean
  everReturned: boolean
}

interface Model {
  cards: Map<string, Card>
  itemIds: string[]
  events: number
  /** The clock was changed: what a day is cannot be said any more. */
  jumped: boolean
}

type Name = 'ana' | 'ben' | 'sol'
type Step = fc.AsyncCommand<Model, Desk>

/** What the act answers, or the code with which it was refused. */
async function outcomeOf(act: () => unknown): Promise<string> {
  try {
    await act()
    return 'done'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

const pick = (model: Model, at: number): [string, Card] => {
  const itemId = model.itemIds[at % model.itemIds.length]!
  return [itemId, model.cards.get(itemId)!]
}

class DecideStep implements Step {
  readonly who: Name
  readonly at: number
  readonly outcome: 'illegal' | 'not_illegal' | 'second_look'
  constructor(who: Name, at: number, outcome: DecideStep['outcome']) {
    this.who = who
    this.at = at
    this.outcome = outcome
  }
  check = (model: Readonly<Model>) => model.itemIds.length > 0
  async run(model: Model, desk: Desk) {
    const [itemId, card] = pick(model, this.at)
    const asked = Decide.parse({ outcome: this.outcome, infractions: this.outcome === 'illegal' ? ['violence'] : [], reason: 'why' })
    let id = ''
    const got = await outcomeOf(async () => (id = (await desk[this.who].review.decide(itemId, asked)).decision.id))
    const open = card.state === 'waiting' || card.state === 'returned'
    equal(got, open ? 'done' : 'item.not_open_to_decision')
    if (!open) return
    card.state = this.outcome === 'not_illegal' ? 'decided' : 'second_look'
    card.standing = { id, by: this.who }
    model.events++
  }
  toString = () => `${this.who} decides ${this.outcome} on ${this.at}`
}

class WithdrawStep implements Step {
  readonly who: Name
  readonly at: number
  constructor(who: Name, at: number) {
    this.who = who
    this.at = at
  }
  check = (model: Readonly<Model>) => model.itemIds.length > 0 && pick(model, this.at)[1].standing !== null
  async run(model: Model, desk: Desk) {
    const [, card] = pick(model, this.at)
    const { id, by } = card.standing!
    const got = await outcomeOf(() => desk[this.who].review.withdraw(id))
    if (by !== this.who) return equal(got, 'decision.not_yours')
    const may = !card.begun && (card.state === 'decided' || card.state === 'second_look')
    equal(got, may ? 'done' : 'decision.no_longer_withdrawable')
    if (!may) return
    card.state = card.everReturned ? 'returned' : 'waiting'
    card.standing = null
    model.events++
  }
  toString = () => `${this.who} withdraws on ${this.at}`
}

class LookStep implements Step {
  readonly who: Name
  readonly at: number
  readonly verdict: 'confirm' | 'amend' | 'return' | 'begin'
  constructor(who: Name, at: number, verdict: LookStep['verdict']) {
    this.who = who
    this.at = at
    this.verdict = verdict
  }
  check = (model: Readonly<Model>) => model.itemIds.length > 0
  async run(model: Model, desk: Desk) {
    const [itemId, card] = pick(model, this.at)
    const { verdict } = this
    const may = this.who === 'sol' && card.state === 'second_look' && card.standing?.by !== 'sol'
    if (verdict === 'begin') {
      desk[this.who].supervision.begun(itemId)
      if (may) card.begun = true
      return
    }
    const amended = verdict === 'amend' ? { outcome: 'gone' as const, infractions: [], labels: [], reason: '' } : null
    const got = await outcomeOf(() => desk[this.who].supervision.give(itemId, { verdict, reason: 'why', amended }))
    const refusal = this.who !== 'sol' ? 'session.forbidden' : card.state !== 'second_look' ? 'second_look.not_waiting' : 'second_look.own_decision'
    equal(got, may ? 'done' : refusal)
    if (!may) return
    card.begun = false
    card.state = verdict === 'return' ? 'returned' : 'final'
    card.everReturned ||= verdict === 'return'
    model.events++
  }
  toString = () => `${this.who} ${this.verdict}s on ${this.at}`
}

class ReopenStep implements Step {
  check = () => true
  run = (_: Model, desk: Desk) => desk.reopen()
  toString = () => 'lock and unlock'
}

class ClockStep implements Step {
  readonly days: number
  constructor(days: number) {
    this.days = days
  }
  check = () => true
  async run(model: Model, desk: Desk) {
    desk.clock.time += this.days * 24 * 3600 * 1000
    model.jumped = true
  }
  toString = () => `the clock jumps by ${this.days} days`
}

/** States, counts and the log as the cards tell them. */
async function expectAgreement(model: Model, desk: Desk): Promise<void> {
  for (const [itemId, card] of model.cards) expect(desk.queue.entry(itemId)?.state).toBe(card.state)
  const states = [...model.cards.values()].map(it => it.state)
  const count = (...among: ItemState[]) => states.filter(it => among.includes(it)).length
  const { counts, total, rows } = await desk.queue.page({ view: 'waiting', offset: 0, limit: 50 })
  expect(counts).toEqual({ waiting: count('waiting', 'returned'), returned: count('returned'), second_look: count('second_look'), decided: count('decided', 'final'), failed: 0, all: states.length })
  expect(total).toBe(counts['waiting'])
  expect(rows.map(it => it.state)).toEqual([...rows.map(it => it.state)].sort())
  expect(desk.events()).toHaveLength(model.events)
  if (model.jumped) return
  const decided = (['ana', 'ben', 'sol'] as const).map((name): [Name, Seat] => [name, desk[name]])
  const standing = [...model.cards.values()].flatMap(it => it.standing ?? [])
  for (const [name, seat] of decided) expect(seat.review.today().decisions).toBeGreaterThanOrEqual(standing.filter(it => it.by === name).length)
}

test('whatever analysts and a supervisor do, and however often the workstation is locked and its clock changed, states, counts and log agree with a simple card', async () => {
  const who = fc.constantFrom<Name>('ana', 'ben', 'sol')
  const at = fc.nat(2)
  const steps = [
    fc.tuple(who, at, fc.constantFrom<DecideStep['outcome']>('illegal', 'not_illegal', 'second_look')).map(it => new DecideStep(...it)),
    fc.tuple(who, at).map(it => new WithdrawStep(...it)),
    fc.tuple(fc.constantFrom<Name>('sol', 'sol', 'ana'), at, fc.constantFrom<LookStep['verdict']>('confirm', 'amend', 'return', 'begin')).map(it => new LookStep(...it)),
    fc.constant(new ReopenStep()),
    fc.constantFrom(-1, 1).map(it => new ClockStep(it)),
  ]
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 30, size: 'max' }), async commands => {
      const desk = await openDesk()
      try {
        const itemIds = [0, 1, 2].map(() => desk.addItem().itemId)
        const model: Model = { itemIds, cards: new Map(itemIds.map(id => [id, { state: 'waiting', standing: null, begun: false, everReturned: false }])), events: 0, jumped: false }
        await fc.asyncModelRun(() => ({ model, real: desk }), commands)
        await expectAgreement(model, desk)
        expect(desk.covered.length).toBeLessThanOrEqual(model.events)
      } finally {
        await desk.close()
      }
    }),
    { numRuns: 25 },
  )
}, 120_000)
