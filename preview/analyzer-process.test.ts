import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AnalyzerProcess } from '../workstation/ports.ts'
import { startAnalyzer } from './analyzer-process.ts'

/** Stands in for the analyzer: starts a child as it starts ffmpeg, and tells what it sees. */
const ENTRY = `
import { spawn } from 'node:child_process'
const child = spawn('sleep', ['60'])
process.on('message', () => process.exit(3))
process.send({ pid: child.pid, variables: Object.keys(process.env) })
`

const isAlive = (pid: number): boolean => {
  const path = `/proc/${pid}/stat`
  // A process that ended and that nobody has waited for yet (Z) is dead for us.
  return existsSync(path) && !/\) Z /.test(readFileSync(path, 'utf8'))
}
const answer = (analyzer: AnalyzerProcess) =>
  new Promise<{ pid: number; variables: string[] }>(resolve => analyzer.onAnswer(message => resolve(message as never)))
const exit = (analyzer: AnalyzerProcess) => new Promise<{ code: number | null; signal: string | null }>(resolve => analyzer.onExit(resolve))

describe.skipIf(process.platform !== 'linux')('the analyzer in the preview shell', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paravent-analyzer-'))
    writeFileSync(join(folder, 'entry.mjs'), ENTRY)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('a kill takes what it started along', async () => {
    const analyzer = startAnalyzer(join(folder, 'entry.mjs'))
    const { pid } = await answer(analyzer)
    expect(isAlive(pid)).toBe(true)
    analyzer.kill()
    expect(await exit(analyzer)).toEqual({ code: null, signal: 'SIGKILL' })
    await expect.poll(() => isAlive(pid)).toBe(false)
    // A second kill, of what is gone, is no fault.
    analyzer.kill()
  })

  test('gets nothing of our environment but what it needs', async () => {
    process.env.SECRET_OF_THIS_TEST = 'x'
    const analyzer = startAnalyzer(join(folder, 'entry.mjs'))
    const { variables } = await answer(analyzer)
    delete process.env.SECRET_OF_THIS_TEST
    analyzer.kill()
    await exit(analyzer)
    expect(variables).not.toContain('SECRET_OF_THIS_TEST')
    expect(variables).toContain('VIPS_BLOCK_UNTRUSTED')
  })

  test('that dies by itself leaves nothing behind, and takes no more messages', async () => {
    const analyzer = startAnalyzer(join(folder, 'entry.mjs'))
    const { pid } = await answer(analyzer)
    analyzer.post({} as never)
    expect(await exit(analyzer)).toEqual({ code: 3, signal: null })
    expect(() => analyzer.post({} as never)).not.toThrow()
    await expect.poll(() => isAlive(pid)).toBe(false)
  })
})
