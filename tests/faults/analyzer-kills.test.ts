import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startAnalyzer } from '../../preview/analyzer-process.ts'
import type { AnalyzerProcess } from '../../workstation/ports.ts'
import { chance } from '../support/chance.ts'
import { madeVideo } from '../support/made-media.ts'
import { waves } from '../support/made-pictures.ts'
import { canRun } from '../support/programs.ts'
import { codeOf, takeIn, whenAnalysed, type ReportedFile } from '../support/reporting.ts'
import { rounds, tellMeasured } from '../support/rounds.ts'
import { openTestWorkstation, PASSPHRASE } from '../support/workstation.ts'

/** Law 7 under fire: the real analyzer, killed at random moments from outside, as the system's memory guard would. */

const KILLS = rounds('ANALYZER_KILLS', 12)
const FILES_A_ROUND = 12
const ENTRY = fileURLToPath(new URL('../../analyzer/main.ts', import.meta.url))

async function makeFiles(round: number): Promise<ReportedFile[]> {
  const pictures = Array.from({ length: FILES_A_ROUND - 1 }, async (_, i) => ({ name: `${i}.png`, bytes: await waves(round * 100 + i, 320, 240).png().toBuffer() }))
  const clip = canRun('ffmpeg') ? [{ name: 'clip.mp4', bytes: await madeVideo('clip.mp4', [`testsrc2=s=320x240:r=10:d=${2 + (round % 3)}`], ['-pix_fmt', 'yuv420p', '-metadata', `comment=${round}`]) }] : []
  return [...(await Promise.all(pictures)), ...clip]
}

test(`killed ${KILLS} times amid its jobs, the analyzer takes no file along: each ends ready, or failed with its reason and ready at the next try`, async () => {
  const random = chance()
  const living = new Set<AnalyzerProcess>()
  const start = (): AnalyzerProcess => {
    const started = startAnalyzer(ENTRY)
    living.add(started)
    started.onExit(() => living.delete(started))
    return started
  }
  const total = { kills: 0, files: 0, failed: 0 }
  for (let round = 0; total.kills < KILLS; round += 1) {
    const files = await makeFiles(round)
    const t = openTestWorkstation({ ports: { startAnalyzer: start, clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() } } })
    try {
      await t.setUp('amelie')
      const { itemIds } = await takeIn(t, files)
      let over = false
      const killing = (async () => {
        while (!over && total.kills < KILLS) {
          await setTimeout(30 + random() * 400)
          const victim = [...living][Math.floor(random() * living.size)]
          if (over || victim === undefined) continue
          victim.kill()
          total.kills += 1
        }
      })()
      await whenAnalysed(t, 120)
      over = true
      await killing
      const { rows } = await whenAnalysed(t, 120)
      expect(rows.map(({ id }) => id).sort()).toEqual([...itemIds].sort())
      for (const { mediaState, failure } of rows) expect([mediaState, failure]).toEqual(mediaState === 'ready' ? ['ready', null] : ['failed', 'analyzer.crashed'])
      const failed = rows.filter(({ mediaState }) => mediaState === 'failed')
      for (const { id } of failed) expect(await codeOf(t, 'POST', `/api/items/${id}/retry`)).toBeUndefined()
      // Left alone, it reads them all.
      expect((await whenAnalysed(t, 120)).rows.filter(({ mediaState }) => mediaState !== 'ready')).toEqual([])
      const { vault } = await t.workstation.unlock('amelie', PASSPHRASE)
      for (const { bytes } of files) expect(await vault.bytes(createHash('sha256').update(bytes).digest('hex'))).toBe(bytes.length)
      total.files += files.length
      total.failed += failed.length
    } finally {
      await t.close()
    }
  }
  tellMeasured(`${total.kills} kills of the analyzer amid ${total.files} files: ${total.failed} ended failed with their reason, all ready at the next try, 0 lost`)
}, 3_600_000)
