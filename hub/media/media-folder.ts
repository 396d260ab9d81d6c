import { createHmac, timingSafeEqual } from 'node:crypto'
import { open, readFile, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../contract/error.ts'
import type { HubPorts } from '../ports.ts'
import { readMeta, writeMeta } from '../store/meta.store.ts'
import type { Sql } from '../store/sql.ts'
import { mediaNames } from './media.store.ts'
import { syncFolder } from './sync-folder.ts'

/** Says whose folder it is: an HMAC under the hub's key, which tells nothing to others. */
export const IDENTITY_FILE = 'hub.id'
/** In `meta`: that the folder bears the file, and the names of media that were given up. */
const CLAIMED = 'media_folder'
const LOST = 'media_lost'

export type MediaFolderParts = Pick<HubPorts, 'sql' | 'key' | 'mediaDir'> & {
  /** Goes on without the media that are gone: they are known as lost from now on, until they come again. */
  acceptLost: boolean
}

/**
 * Holds the folder against the database, at start: it is this hub's own, and everything in it that the database names. A folder that is
 * new, or of a version before, is marked.
 * @throws AppError `hub.wrong_media_folder` (facts `missing` of `known` media) for an emptied one, or one of a time before;
 *   `hub.foreign_media_folder` for another hub's
 */
export async function claimMediaFolder({ sql, key, mediaDir, acceptLost }: MediaFolderParts): Promise<void> {
  const own = createHmac('sha256', key).update('media folder').digest('hex')
  const claimed = (await readMeta(sql, CLAIMED)) !== null
  const found = await readIdentity(mediaDir)
  if (found !== null && !isSame(found, own)) throw new AppError('hub.foreign_media_folder')
  const gone = await missingIn(mediaDir, sql)
  const emptied = found === null && claimed
  if ((emptied || gone.missing.length > 0) && !acceptLost) {
    throw new AppError('hub.wrong_media_folder', { missing: gone.missing.length, known: gone.known })
  }
  if (found === null) await writeIdentity(mediaDir, own)
  await sql.transaction(async (tx) => {
    await writeMeta(tx, CLAIMED, own)
    if (gone.missing.length > 0) await writeMeta(tx, LOST, JSON.stringify([...gone.lost, ...gone.missing]))
  })
}

/** Media that the database names and the folder has not, but those that were given up. */
async function missingIn(mediaDir: string, sql: Sql): Promise<{ missing: string[]; lost: string[]; known: number }> {
  const [files, names] = [new Set(await readdir(mediaDir)), await mediaNames(sql)]
  const lost = JSON.parse((await readMeta(sql, LOST)) ?? '[]') as string[]
  const givenUp = new Set(lost)
  return { missing: names.filter((name) => !files.has(name) && !givenUp.has(name)), lost, known: names.length }
}

async function readIdentity(mediaDir: string): Promise<string | null> {
  try {
    return (await readFile(join(mediaDir, IDENTITY_FILE), 'utf8')).trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

async function writeIdentity(mediaDir: string, identity: string): Promise<void> {
  const file = join(mediaDir, IDENTITY_FILE)
  const handle = await open(`${file}.part`, 'w', 0o600)
  try {
    await handle.writeFile(`${identity}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.part`, file)
  await syncFolder(mediaDir)
}

function isSame(found: string, own: string): boolean {
  return found.length === own.length && timingSafeEqual(Buffer.from(found), Buffer.from(own))
}
