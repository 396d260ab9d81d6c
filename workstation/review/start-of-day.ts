/** The beginning of the day that a person at this machine lives in, as ISO 8601 UTC. */
export function startOfDay(now: string): string {
  const day = new Date(now)
  day.setHours(0, 0, 0, 0)
  return day.toISOString()
}
