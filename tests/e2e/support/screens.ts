import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import sharp from 'sharp'

const EVERY = 'test-results/screenshots'
/** The ones that the README shows; they are written to the folder that PARAVENT_SCREENSHOTS names, too. */
const FOR_README = ['sign-in', 'queue', 'item-covered', 'item-revealed', 'video', 'decision', 'offline']
const MOST_BYTES = 250_000

/** Writes `<locale>-<name>.png` once the fonts and pictures in sight are there. */
export async function shoot(page: Page, locale: string, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  await expect.poll(() => page.evaluate(() => [...document.images].every((image) => image.complete || image.loading === 'lazy'))).toBe(true)
  const taken = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  const png = await smallEnough(taken)
  expect(png.length, `${locale}-${name}.png`).toBeLessThan(MOST_BYTES)
  const folders = [EVERY, ...(FOR_README.includes(name) ? [process.env.PARAVENT_SCREENSHOTS] : [])]
  for (const folder of folders) {
    if (folder === undefined || folder === '') continue
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, `${locale}-${name}.png`), png)
  }
}

/** Without loss where that is small enough; 256 colours lose the rare ones, as the dot that says offline. */
async function smallEnough(taken: Buffer): Promise<Buffer> {
  const whole = await sharp(taken).removeAlpha().png({ compressionLevel: 9 }).toBuffer()
  return whole.length < MOST_BYTES ? whole : sharp(taken).png({ palette: true, quality: 100, effort: 10, dither: 0.5 }).toBuffer()
}

/** axe finds nothing on the page that keeps someone from working. */
export async function assertAccessible(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  const told = serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} · ${node.failureSummary ?? ''}`))
  expect(told, name).toEqual([])
}
