import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

test('libvips refuses what it does not hold up against hostile files, even where no sniffing stands before it', () => {
  const script = `
    const { sharp } = await import(${JSON.stringify(join(import.meta.dirname, 'sharp.ts'))})
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    console.log(await sharp(svg).toBuffer().then(() => 'decoded', () => 'refused'))`
  const env = { ...process.env }
  delete env['VIPS_BLOCK_UNTRUSTED']
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { env }).toString().trim()).toBe('refused')
})
