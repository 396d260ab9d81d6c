import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createElectronStandIn } from '../tests/support/electron-stand-in.ts'
import type { ElectronStandIn, StandInUtility } from '../tests/support/electron-stand-in.ts'
import type { AnalyzerProcess } from '../workstation/ports.ts'

let electron: ElectronStandIn
let analyzer: AnalyzerProcess
let child: StandInUtility
const kill = vi.spyOn(process, 'kill')

beforeEach(async () => {
  electron = createElectronStandIn({ packaged: true, appPath: '/app', userData: '/user' })
  electron.becomeReady()
  vi.resetModules()
  vi.doMock('electron', () => electron.module)
  vi.stubEnv('SECRET_OF_THIS_TEST', 'x')
  vi.stubEnv('NODE_OPTIONS', '--require /tmp/x.js')
  kill.mockReset().mockReturnValue(true)
  const { startAnalyzer } = await import('./analyzer-process.ts')
  analyzer = startAnalyzer('/app/analyzer.js')
  child = electron.utilities[0]!
})
afterEach(() => {
  vi.doUnmock('electron')
  vi.unstubAllEnvs()
})

describe('the analyzer in the desktop shell', () => {
  test('is a utility process with a bare environment, a bound on its memory and nowhere to print to', () => {
    expect([child.entry, child.args, child.options.execArgv, child.options.stdio]).toEqual(['/app/analyzer.js', [], ['--max-old-space-size=320'], ['ignore', 'ignore', 'ignore']])
    expect(child.options.env).toMatchObject({ VIPS_BLOCK_UNTRUSTED: '1', PATH: process.env.PATH })
    expect(Object.keys(child.options.env ?? {})).not.toEqual(expect.arrayContaining(['SECRET_OF_THIS_TEST']))
    expect(Object.keys(child.options.env ?? {})).not.toEqual(expect.arrayContaining(['NODE_OPTIONS']))
    expect([child.options.allowLoadingUnsignedLibraries, child.options.respondToAuthRequestsFromMainProcess]).toEqual([undefined, undefined])
  })

  test('is told and answers', () => {
    const answers: unknown[] = []
    analyzer.onAnswer(answer => answers.push(answer))
    analyzer.post({ type: 'x' } as never)
    child.emit('message', { type: 'y' })
    expect([child.posted, answers]).toEqual([[{ type: 'x' }], [{ type: 'y' }]])
  })

  test('is killed in earnest, since one that hangs in a decoder hears no request to end', () => {
    child.pid = 4242
    analyzer.kill()
    expect(kill.mock.calls).toEqual([[4242, 'SIGKILL']])
  })

  test('is ended by Electron while it has no number yet, tells its exit once, and takes no more messages', async () => {
    const exits: unknown[] = []
    analyzer.onExit(exit => exits.push(exit))
    analyzer.kill()
    await vi.waitUntil(() => exits.length > 0)
    analyzer.kill()
    analyzer.post({} as never)
    expect([exits, child.posted, kill.mock.calls]).toEqual([[{ code: 15, signal: null }], [], []])
  })
})
