import { fork, spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { forkAnalyzer, inline } from '../support/forked-analyzer.ts'
import { drawn, madeVideo } from '../support/made-media.ts'
import { canRun } from '../support/programs.ts'

const ENTRY = join(import.meta.dirname, '../../analyzer/main.ts')

const isAlive = (pid: number): boolean => spawnSync('kill', ['-0', String(pid)]).status === 0

async function until(holds: () => boolean, seconds = 10): Promise<boolean> {
  for (let i = 0; i < seconds * 50; i++) {
    if (holds()) return true
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return holds()
}

/** Processes whose command line names the text, by /proc. */
function processesNaming(text: string): string[] {
  return readdirSync('/proc').filter(pid => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(text)
    } catch (error) {
      if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
      throw error
    }
  })
}

test('the analyzer ends when its parent closes the channel', async () => {
  const child = fork(ENTRY, [], { serialization: 'advanced' })
  await new Promise(resolve => child.once('message', resolve))
  const pid = child.pid!
  child.disconnect()
  expect(await until(() => !isAlive(pid))).toBe(true)
})

test('a file that hangs the analyzer is killed at the limit, and the next file is analysed', async () => {
  const analyzer = await forkAnalyzer({ limit: 6000 })
  const picture = await drawn(80, 80).png().toBuffer()
  await analyzer.analyse(picture)
  const hung = analyzer.pid
  process.kill(hung, 'SIGSTOP')
  expect((await analyzer.analyse(picture)).ended).toBe('killed')
  expect(await until(() => !isAlive(hung))).toBe(true)
  expect((await analyzer.analyse(picture)).analysis?.failure).toBeNull()
  await analyzer.close()
})

test.skipIf(process.platform !== 'linux' || !canRun('ffmpeg'))('a killed analyzer takes its ffmpeg along', async () => {
  const analyzer = await forkAnalyzer()
  const video = await madeVideo('a.mp4', ['testsrc2=s=1280x720:r=30:d=12'], ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'])
  const job = analyzer.run({ type: 'render', what: 'proxy', source: inline(video) })
  expect(await until(() => processesNaming(`crypto:${analyzer.scratch}`).length > 0)).toBe(true)
  process.kill(analyzer.pid, 'SIGKILL')
  expect((await job).ended).toBe('died')
  expect(await until(() => processesNaming(`crypto:${analyzer.scratch}`).length === 0, 3)).toBe(true)
  await analyzer.close()
}, 60_000)

test.skipIf(process.platform !== 'linux' || !canRun('ffmpeg'))('ffmpeg may write to no file, not even where it is told to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paravent-writing-'))
  const target = join(folder, 'leak.bin')
  const script = join(folder, 'ffmpeg')
  await writeFile(script, `#!/bin/sh\necho clear > ${target}\n`, { mode: 0o755 })
  const analyzer = await forkAnalyzer({ env: { PARAVENT_FFMPEG: script } })
  await analyzer.analyse(await madeVideo('a.mp4', ['testsrc2=s=64x64:r=5:d=1'], ['-pix_fmt', 'yuv420p']))
  await analyzer.close()
  const leaked = readdirSync(folder).includes('leak.bin') ? readFileSync(target, 'utf8') : ''
  await rm(folder, { recursive: true })
  expect(leaked).toBe('')
})
