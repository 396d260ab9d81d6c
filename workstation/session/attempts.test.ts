import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError } from '../../contract/error.ts'
import { createAttempts, delaySeconds } from './attempts.ts'

/** A profile's file and a program that may end at any time; its clock is its own each time. */
function machine() {
  let file: Record<string, number> = {}
  let now = 0
  const profile = { readAttempts: () => ({ ...file }), saveAttempts: (failures: Record<string, number>) => void (file = failures) }
  const start = () => createAttempts({ monotonic: () => now }, profile)
  let attempts = start()
  return {
    pass: (seconds: number) => void (now += seconds * 1000),
    restart() {
      now = 0
      attempts = start()
    },
    /** Whether the slot opened; the seconds to wait where it was not even tried. */
    async attempt(right: boolean): Promise<boolean | number> {
      try {
        return (await attempts.attempt('slot', () => (right ? 'open' : null))) !== null
      } catch (error) {
        return error instanceof AppError ? Number(error.facts['seconds']) : Promise.reject(error)
      }
    },
    /** The program is ended while it derives the key. */
    killWhileTrying: () => void attempts.attempt('slot', () => new Promise<never>(() => undefined)).catch(() => undefined),
  }
}

test('ending the program gives no tries: neither between them nor in the middle of one', async () => {
  const it = machine()
  for (let i = 0; i < 4; i += 1) {
    it.killWhileTrying()
    it.restart()
    it.pass(delaySeconds(i + 1))
  }
  it.restart()
  expect(await it.attempt(true)).toBe(delaySeconds(4))
  it.pass(delaySeconds(4))
  expect(await it.attempt(true)).toBe(true)
  it.restart()
  expect(await it.attempt(false)).toBe(false)
})

test('whatever happened, who has the passphrase is in within five minutes of a start, and who has not gets no more tries by starting anew', async () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant('wrong' as const), seconds: fc.constant(0) }),
    fc.record({ kind: fc.constant('restart' as const), seconds: fc.constant(0) }),
    fc.record({ kind: fc.constant('wait' as const), seconds: fc.nat(400) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 60 }), async (acts) => {
      const it = machine()
      let tried = 0
      let waited = 0
      for (const { kind, seconds } of acts) {
        if (kind === 'restart') it.restart()
        if (kind === 'wait') it.pass(seconds)
        waited += seconds
        if (kind === 'wrong' && (await it.attempt(false)) === false) tried += 1
      }
      const needed = Array.from({ length: tried }, (_, before) => delaySeconds(before)).reduce((sum, pause) => sum + pause, 0)
      expect(waited).toBeGreaterThanOrEqual(needed)
      const left = await it.attempt(true)
      if (left === true) return
      expect(left).toBeLessThanOrEqual(300)
      it.pass(Number(left))
      expect(await it.attempt(true)).toBe(true)
    }),
  )
})
