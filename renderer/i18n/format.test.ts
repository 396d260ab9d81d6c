import { describe, expect, test } from 'vitest'
import { formatBytes, formatDuration, formatNumber, formatTime, shortAddress } from './format.ts'

describe('numbers and times', () => {
  test('are grouped by a narrow space in French and a comma in English', () => {
    expect(formatNumber(1248, 'fr')).toBe('1\u202f248')
    expect(formatNumber(1248, 'en')).toBe('1,248')
  })

  test('of bytes use decimal units of the language', () => {
    expect(formatBytes(0, 'en')).toBe('0\u00a0B')
    expect(formatBytes(999, 'fr')).toBe('999\u00a0o')
    expect(formatBytes(361_000, 'fr')).toBe('361\u00a0ko')
    expect(formatBytes(1_540_000, 'fr')).toBe('1,5\u00a0Mo')
    expect(formatBytes(2_147_483_648, 'en')).toBe('2.1\u00a0GB')
  })

  test('of a video read minutes and seconds, and hours only when there are any', () => {
    expect(formatDuration(134.9)).toBe('02:14')
    expect(formatDuration(3734)).toBe('1:02:14')
    expect(formatDuration(0)).toBe('00:00')
  })

  test('of today show the hour, of yesterday say so, of before name the day', () => {
    const now = new Date(2026, 10, 22, 9, 30)
    expect(formatTime(new Date(2026, 10, 22, 9, 12).toISOString(), now, 'fr')).toBe('09:12')
    expect(formatTime(new Date(2026, 10, 21, 22, 14).toISOString(), now, 'fr')).toBe('hier 22:14')
    expect(formatTime(new Date(2026, 10, 21, 22, 14).toISOString(), now, 'en')).toBe('yesterday 22:14')
    expect(formatTime(new Date(2026, 10, 2, 8, 5).toISOString(), now, 'fr')).toBe('2 nov., 08:05')
    expect(formatTime(new Date(2025, 10, 2, 8, 5).toISOString(), now, 'en')).toContain('2025')
  })

  test('of an address keep its host and its end', () => {
    expect(shortAddress('https://www.example.net/a.jpg')).toBe('example.net/a.jpg')
    const long = `https://img.example.net/${'x/'.repeat(40)}a81.jpg`
    expect(shortAddress(long)).toBe('img.example.net/…/a81.jpg')
    expect(shortAddress(`https://example.net/${'y'.repeat(300)}`).length).toBeLessThanOrEqual(44)
  })
})
