import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../../contract/error.ts'

const KEY_BYTES = 32

/**
 * Reads the hub's key (32 bytes as hex, one line, mode 0600); makes it where there is none.
 * @param mayMake false where a database exists already: a new key would not open it.
 * @throws AppError `hub.wrong_key` when the file is missing and may not be made, is cut, or is open to others.
 */
export async function readHubKey(file: string, mayMake: boolean): Promise<Uint8Array> {
  try {
    return await readKey(file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    if (!mayMake) throw new AppError('hub.wrong_key', {}, { cause: error })
    return makeKey(file)
  }
}

async function readKey(file: string): Promise<Uint8Array> {
  const text = (await readFile(file, 'utf8')).trim()
  const open = process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0
  if (open || !/^[0-9a-f]{64}$/.test(text)) throw new AppError('hub.wrong_key')
  return new Uint8Array(Buffer.from(text, 'hex'))
}

async function makeKey(file: string): Promise<Uint8Array> {
  const key = randomBytes(KEY_BYTES)
  await mkdir(dirname(file), { recursive: true })
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(`${key.toString('hex')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return new Uint8Array(key)
}
