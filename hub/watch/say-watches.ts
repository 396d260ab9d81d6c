import type { ToldAlert, Watches } from './watches.ts'

export const WATCH_HELP = `  npm run hub -- watches [--dir DIR | --media DIR with DATABASE_URL] [--key FILE]
  npm run hub -- alerts [--dir DIR | --media DIR with DATABASE_URL] [--key FILE]
      Prints what is watched for, or the reports that held it, a line of JSON each, the newest first. With --dir stop the hub first.
`

/** Alerts printed at once: the newest. */
const PRINTED = 1000

/** A name comes from people: quoted, so that nothing in it moves a terminal. */
export function lineOfAlert({ watch, reference, kind }: ToldAlert): string {
  return `Alert: the report ${JSON.stringify(reference)} holds what is watched for as ${JSON.stringify(watch)} (${kind})`
}

export async function linesOf(what: 'watches' | 'alerts', watches: Watches): Promise<string> {
  const rows = what === 'watches' ? await watches.all() : (await watches.alerts(PRINTED)).alerts
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}
