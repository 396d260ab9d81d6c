import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A way to make a packaged app run other code, or open itself to a debugger. */
interface Door {
  name: string
  args: string[]
  env: Record<string, string>
}

const LISTENS = /(Debugger|DevTools) listening on/

/**
 * Starts a packaged app by each of these doors and tells which one led in: code that ran under its name, or a debugger's port.
 * Each start is ended after `patience` milliseconds.
 */
export async function openDoors(program: string, patience = 8000): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paravent-doors-'))
  const marker = join(folder, 'ran')
  const script = join(folder, 'script.cjs')
  await writeFile(script, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`)
  const doors: Door[] = [
    { name: 'ELECTRON_RUN_AS_NODE', args: [script], env: { ELECTRON_RUN_AS_NODE: '1' } },
    { name: 'NODE_OPTIONS', args: [], env: { NODE_OPTIONS: `--require ${script}` } },
    { name: '--require', args: ['--require', script], env: {} },
    { name: '--inspect', args: ['--inspect=127.0.0.1:0'], env: {} },
    { name: '--inspect-brk', args: ['--inspect-brk=127.0.0.1:0'], env: {} },
    { name: '--remote-debugging-port', args: ['--remote-debugging-port=0'], env: {} },
  ]
  const open: string[] = []
  for (const { name, args, env } of doors) {
    const profile = `--profile=${join(folder, 'profile')}`
    const printed = await startFor(patience, program, name === 'ELECTRON_RUN_AS_NODE' ? args : [profile, ...args], env)
    if (existsSync(marker) || LISTENS.test(printed)) open.push(name)
    await rm(marker, { force: true })
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  return open
}

/** What a program prints until it ends or its time is over. */
function startFor(patience: number, program: string, args: string[], env: Record<string, string>): Promise<string> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (printed += text))
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => child.kill('SIGKILL'), patience)
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(late)
      resolve(printed)
    })
  })
}
