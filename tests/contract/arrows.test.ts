import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { findViolations } from '../../scripts/arrows/find-violations.ts'
import { readImports } from '../../scripts/arrows/read-imports.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function tree(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'paravent-arrows-'))
  folders.push(folder)
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), source)
  }
  return folder
}
const refused = async (files: Record<string, string>): Promise<string[]> =>
  findViolations(await readImports(tree(files))).map(violation => `${violation.from} → ${violation.to}`)

describe('the arrows between folders', () => {
  test('no file of the project imports against the plan, and no circle is among them', async () => {
    expect(findViolations(await readImports(root))).toEqual([])
  })

  test.each([
    ['the page imports the core', 'renderer/x.tsx', "import { y } from '../workstation/y.ts'", '../workstation/y.ts'],
    ['the page knows a type of the core', 'renderer/x.ts', "export type Y = import('../workstation/y.ts').Y", '../workstation/y.ts'],
    ['the core imports the analyzer late', 'workstation/intake/x.ts', "await import('../../analyzer/main.ts')", '../../analyzer/main.ts'],
    ['the hub re-exports the core', 'hub/x.ts', "export * from '../workstation/y.ts'", '../workstation/y.ts'],
    ['a shell uses tests', 'preview/x.ts', "import '../tests/support/y.ts'", '../tests/support/y.ts'],
  ])('%s: refused', async (_what, path, source, target) => {
    const to = join(dirname(path), target)
    expect(await refused({ [path]: source })).toEqual([`${path} → ${to}`])
  })

  test('only the desktop shell imports electron, the words import zod alone, the analyzer has no network', async () => {
    const found = await refused({
      'workstation/a.ts': "import { app } from 'electron'",
      'contract/b.ts': "import fs from 'node:fs'",
      'analyzer/c.ts': "import { request } from 'node:http'",
      'electron/d.ts': "import { app } from 'electron'",
    })
    expect(found).toEqual(['analyzer/c.ts → node:http', 'contract/b.ts → node:fs', 'workstation/a.ts → electron'])
  })

  test('a circle is refused, and so is a folder without a rule', async () => {
    const found = await refused({
      'hub/a.ts': "import './b.ts'",
      'hub/b.ts': "import './c.ts'",
      'hub/c.ts': "import type { A } from './a.ts'",
      'elsewhere/x.ts': '',
    })
    expect(found).toEqual(['elsewhere/x.ts → ', 'hub/a.ts → hub/b.ts → hub/c.ts → hub/a.ts'])
  })

  test('the lint step that `npm test` runs fails on a forbidden import and says why', () => {
    const folder = tree({ 'renderer/x.ts': "import '../workstation/y.ts'" })
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/arrows.ts'), folder], { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toContain('renderer/x.ts → workstation/y.ts\n    The renderer speaks to the core by fetch alone')
  })
})
