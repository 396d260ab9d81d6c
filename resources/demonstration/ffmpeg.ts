import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** ffmpeg as set-up looks for it: a named one, the package's, the system's. */
function ffmpegPath(env: NodeJS.ProcessEnv = process.env): string {
  const packaged = fileURLToPath(new URL('../../node_modules/ffmpeg-static/ffmpeg', import.meta.url))
  return env.PARAVENT_FFMPEG ?? (existsSync(packaged) ? packaged : 'ffmpeg')
}

/** Runs ffmpeg to its end; throws what it said where it fails. */
export function runFfmpeg(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(ffmpegPath(), ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.once('error', reject)
    child.once('close', code => (code === 0 ? resolve() : reject(new Error(`ffmpeg ended with ${code}: ${said.trim()}`))))
  })
}

/** Whether there is an ffmpeg that starts. */
export const hasFfmpeg = (): Promise<boolean> =>
  runFfmpeg(['-version']).then(
    () => true,
    () => false,
  )
