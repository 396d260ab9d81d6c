import { appendFileSync } from 'node:fs'

/** How often a check tries: a few times in `npm test`; `npm run test:long` raises it by the environment variable. */
export function rounds(variable: string, fewest: number): number {
  const asked = process.env[variable]
  return asked === undefined || asked === '' ? fewest : Number(asked)
}

/** What a check counted, as a row of docs/checks.md says it; heard by `npm run test:long` alone. */
export function tellMeasured(what: string): void {
  const file = process.env['PARAVENT_MEASURED']
  if (file !== undefined) appendFileSync(file, `${what}\n`)
}
