import type { Locale } from '../../contract/words.ts'

/** How numbers, sizes, times and addresses are written. All pure: the locale and the present come in as arguments. */
const NO_BREAK = '\u00a0'
const UNITS = { fr: ['o', 'ko', 'Mo', 'Go'], en: ['B', 'kB', 'MB', 'GB'] } as const

export function formatNumber(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale).format(value)
}

/** Decimal units, as disks and operating systems of today count; three significant digits at most. */
export function formatBytes(bytes: number, locale: Locale): string {
  const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  const rounded = new Intl.NumberFormat(locale, { maximumFractionDigits: value < 10 && power > 0 ? 1 : 0 }).format(value)
  return `${rounded}${NO_BREAK}${UNITS[locale][power]}`
}

/** `02:14`, or `1:02:14` from an hour on; fractions of a second are dropped. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${two(minutes)}:${two(whole % 60)}`
}

export function formatPercent(fraction: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(fraction)
}

/** Today: the hour alone; yesterday said so; this year without the year. */
export function formatTime(time: string, now: Date, locale: Locale): string {
  const date = new Date(time)
  const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date)
  const days = dayNumber(now) - dayNumber(date)
  if (days === 0) return hour
  if (days === 1) return `${new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-1, 'day')} ${hour}`
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return `${new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...year }).format(date)}, ${hour}`
}

/** A day, whole: what ends on it may be years away. */
export function formatDay(time: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(time))
}

/** As `formatTime`, for a narrow place: of days before today only the day. */
export function formatShortTime(time: string, now: Date, locale: Locale): string {
  const date = new Date(time)
  const days = dayNumber(now) - dayNumber(date)
  if (days === 0) return formatTime(time, now, locale)
  if (days === 1) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-1, 'day')
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...year }).format(date)
}

function dayNumber(date: Date): number {
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000)
}

/** `img.example.net/…/a81.jpg`: host, and the end of a long path. The whole address stands in the tooltip. */
export function shortAddress(url: string, longest = 44): string {
  const bare = url.replace(/^[a-z]+:\/\/(www\.)?/i, '')
  if (bare.length <= longest) return bare
  const slash = bare.indexOf('/')
  const host = slash < 0 ? bare : bare.slice(0, slash)
  const last = bare.slice(bare.lastIndexOf('/') + 1)
  const whole = `${host}/…/${last}`
  if (slash > 0 && last !== '' && whole.length <= longest) return whole
  return `${bare.slice(0, longest - 1)}…`
}

/** `image/jpeg` → `JPEG`; nothing for octets of which nothing more is known. */
export function formatName(contentType: string): string {
  if (contentType === 'application/octet-stream') return ''
  return (contentType.split('/')[1] ?? contentType).replace(/^x-/, '').toUpperCase()
}
