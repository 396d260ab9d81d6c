/** What the fields of a list's terms hold: a day as `2027-01-31`, or nothing. */
export type TermsForm = { day: string; mayShare: boolean }

/** The beginning of the day, where the person is; null for none. */
export function expiryOf(day: string): string | null {
  return day === '' ? null : new Date(`${day}T00:00:00`).toISOString()
}

export function dayOf(expiresAt: string | null): string {
  if (expiresAt === null) return ''
  const date = new Date(expiresAt)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

export function isOver(expiresAt: string): boolean {
  return new Date(expiresAt) <= new Date()
}

export function today(): string {
  return dayOf(new Date().toISOString())
}
