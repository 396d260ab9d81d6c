import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const at = (...parts) => join(root, ...parts)

/** The text of a file, or null where there is none. */
export const readIfThere = path => (existsSync(path) ? readFileSync(path, 'utf8') : null)

/** What set-up remembers of the work it did; null where it did none, or where the note cannot be read. */
export function readNote(path) {
  const text = readIfThere(path)
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null // A note that was cut short is no note: the work is done again.
  }
}

export const sha256 = bytes => createHash('sha256').update(bytes).digest('hex')

/** Every file under a folder of the project, sorted, as paths with `/` from the project's root. */
export function filesUnder(folder) {
  if (!existsSync(at(folder))) return []
  return readdirSync(at(folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(root.length)
        .split(sep)
        .join('/'),
    )
    .sort()
}

/** One digest over the names and the bytes of files. */
export function digestOfFiles(paths) {
  const hash = createHash('sha256')
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(at(path)))
      .update('\0')
  return hash.digest('hex')
}
