import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { AppError } from '../contract/error.ts'

export type Tools = {
  ffmpeg: string
  ffprobe: string
  /** Programs that limit another one; null where the system has none (macOS, Windows). */
  prlimit: string | null
  setpriv: string | null
}

const SUFFIX = process.platform === 'win32' ? '.exe' : ''

async function executable(path: string): Promise<string | null> {
  return access(path, constants.X_OK).then(
    () => path,
    () => null,
  )
}

async function onPath(name: string): Promise<string | null> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = folder ? await executable(join(folder, name + SUFFIX)) : null
    if (found) return found
  }
  return null
}

/** An optional dependency: where it is not installed, the system's program is meant. */
async function fromPackage(): Promise<string | null> {
  const name: string = 'ffmpeg-static'
  const found = await import(name).then(
    (module: { default: string | null }) => module.default,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
      return null
    },
  )
  return found ? executable(found) : null
}

/**
 * ffmpeg and ffprobe: as the environment names them (PARAVENT_FFMPEG, PARAVENT_FFPROBE), else ffmpeg-static, else the system's.
 * Fails with `video.tool_missing`.
 */
export async function findTools(): Promise<Tools> {
  const named = { ffmpeg: process.env['PARAVENT_FFMPEG'], ffprobe: process.env['PARAVENT_FFPROBE'] }
  const ffmpeg = named.ffmpeg === undefined ? ((await fromPackage()) ?? (await onPath('ffmpeg'))) : await executable(named.ffmpeg)
  const ffprobe = named.ffprobe === undefined ? await onPath('ffprobe') : await executable(named.ffprobe)
  if (!ffmpeg || !ffprobe) throw new AppError('video.tool_missing')
  const limited = process.platform === 'linux'
  return { ffmpeg, ffprobe, prlimit: limited ? await onPath('prlimit') : null, setpriv: limited ? await onPath('setpriv') : null }
}
