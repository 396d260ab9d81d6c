import type { AppError, ErrorCode } from '../contract/error.ts'

/** What whoever runs the hub can do, by code; the screens' sentences speak to who sits at a workstation. */
const REMEDIES: Partial<Record<ErrorCode, string>> = {
  'hub.in_use': 'Another hub has this folder or database. Stop that one first.',
  'hub.wrong_key': 'The key file is missing, damaged, open to others, or not the key of this database. Bring back the right one, mode 0600.',
  'hub.wrong_media_folder':
    'Of the media that the database knows, `missing` are not in the folder (none missing: it was emptied). Give the right folder, or bring it back from its backup. Are they lost for good, start once with --accept-lost-media.',
  'hub.foreign_media_folder': 'This folder of media is another hub’s. Give the folder that belongs to this database and key; nothing was changed.',
  'hub.newer_database': 'A newer version of Paravent wrote this database. Install that version; nothing was changed.',
  'hub.person_exists': 'There is a person with this login. Choose another login.',
  'hub.person_unknown': 'Nobody has this login. Look how it is spelt.',
  'hub.person_removed': 'This person was removed. There is no way back; add them anew under another login.',
  'hub.bad_database_url': 'DATABASE_URL is not an address like postgres://USER@HOST/DATABASE.',
  'hub.database_unavailable': 'PostgreSQL does not answer, or ended the connection. Look whether it runs, and where DATABASE_URL points.',
  'hub.database_full': 'The disk of the database is full. Make room there; the workstations keep what they could not send.',
  'hub.database_unsuitable': 'This PostgreSQL cannot keep what a hub acknowledges: change what `setting` names to what is `needed`.',
}

/** Of `hub.database_refused`, by SQLSTATE. */
const REFUSALS: Record<string, string> = {
  '28P01': 'PostgreSQL does not know this user with this password. Put the password into DATABASE_URL, PGPASSWORD or ~/.pgpass.',
  '28000': 'PostgreSQL lets this user not in from here. Look at its pg_hba.conf, and whether the role may log in.',
  '3D000': 'There is no database of this name. Create it (encoding UTF8), owned by the user of DATABASE_URL.',
  '42501': 'The user of DATABASE_URL lacks a right on the database. Make it the owner of the database and of its tables.',
  '25006': 'This PostgreSQL only reads: a standby, or set so. Point DATABASE_URL to the one that writes.',
}
const REFUSED_OTHERWISE = 'PostgreSQL refuses the connection (TLS, or a rule of its own). Its log says why.'

/** A line of code, facts and remedy. It quotes nothing that anybody sent, and no password. */
export function lineOf(error: AppError): string {
  const refusal = error.code === 'hub.database_refused' ? (REFUSALS[error.facts['sqlstate'] ?? ''] ?? REFUSED_OTHERWISE) : undefined
  const remedy = refusal ?? REMEDIES[error.code]
  const facts = Object.keys(error.facts).length === 0 ? '' : ` ${JSON.stringify(error.facts)}`
  return `${error.code}${facts}${remedy === undefined ? '' : `: ${remedy}`}`
}
