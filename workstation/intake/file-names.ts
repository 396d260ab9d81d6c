import { AppError } from '../../contract/error.ts'

/** Longest name kept, in UTF-16 units. */
const NAME_LIMIT = 4096

/**
 * The name under which a file came, as it is kept: any script, forward slashes, no leading `./`. Nothing is ever
 * written under it; a name that points out of its folder is refused all the same, so that no later export can trip on it.
 * @throws AppError intake.bad_path for an absolute path, a `..` segment, a NUL or an empty name
 */
export function readName(untrusted: string): string {
  const name = untrusted.toWellFormed().replaceAll('\\', '/').replace(/^(\.\/)+/, '')
  if (!isSafePath(name) || name.length > NAME_LIMIT) throw new AppError('intake.bad_path')
  return name
}

/** A relative path that stays below where it starts. */
export function isSafePath(path: string): boolean {
  if (path === '' || path.includes('\0') || path.startsWith('/') || /^[A-Za-z]:\//.test(path)) return false
  return !path.split('/').includes('..')
}
