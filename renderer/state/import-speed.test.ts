import { describe, expect, test } from 'vitest'
import { speedOf, withSample } from './import-speed.ts'
import type { Sample } from './import-speed.ts'

const reading = (second: number, bytes: number, rows: number): Sample => ({ phase: 'reading', at: second * 1000, bytes, rows })
const all = (...samples: Sample[]): Sample[] => samples.reduce(withSample, [] as Sample[])

describe('the speed of an import', () => {
  test('tells bytes and rows a second and what is left', () => {
    expect(speedOf(all(reading(0, 0, 0), reading(1, 400, 3), reading(4, 2000, 40)), 5000)).toEqual({ bytesPerSecond: 500, rowsPerSecond: 10, secondsLeft: 6 })
  })

  test('is not told too early, nor of what stands still', () => {
    expect(speedOf([], 10)).toBeNull()
    expect(speedOf(all(reading(0, 0, 0), reading(1, 5, 1)), 10)).toBeNull()
    expect(speedOf(all(reading(0, 5, 1), reading(5, 5, 1)), 10)).toBeNull()
  })

  test('is of the last ten seconds, and begins anew with each phase and each file', () => {
    expect(speedOf(all(reading(0, 0, 0), reading(30, 100, 0), reading(35, 1100, 0)), 2100)?.secondsLeft).toBe(5)
    expect(all({ ...reading(0, 900, 0), phase: 'sending' }, reading(1, 10, 0))).toHaveLength(1)
    expect(all(reading(0, 900, 0), reading(1, 10, 0))).toHaveLength(1)
  })
})
