import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

test.skipIf(process.platform === 'win32')('with no program on the PATH, set-up names the compiler and what it is for, builds no addon, and goes on', () => {
  const copy = mkdtempSync(join(tmpdir(), 'paravent-setup-'))
  try {
    for (const part of ['scripts/setup', 'native/cpp', 'native/baseline', 'preview/chromium.json', 'node_modules/node-api-headers/package.json']) cpSync(join(ROOT, part), join(copy, part), { recursive: true })
    const steps = `
      const { provideSystemTools } = await import('./scripts/setup/provide-system-tools.mjs')
      const { buildAddon } = await import('./scripts/setup/build-addon.mjs')
      provideSystemTools()
      buildAddon()
      console.log('went on')`
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', steps], { cwd: copy, encoding: 'utf8', env: { PATH: '' } })
    expect([status, stdout], stderr).toEqual([0, expect.stringContaining('went on')])
    expect(stderr).toMatch(/set-up: compiler is missing \(it builds the native addon; without it fingerprints are computed in TypeScript.*\): .*g\+\+|llvm/)
    expect(existsSync(join(copy, 'native/build/paravent.node'))).toBe(false)
  } finally {
    rmSync(copy, { recursive: true })
  }
})
