import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { chromium, type Page } from '@playwright/test'
import { findChromium } from '../../../preview/chromium.ts'
import { windowProgram } from '../../../preview/window.ts'

/** The window of the preview shell, started as the product starts it, but without a screen and with a way in for the test. */
export interface TestWindow {
  readonly pid: number
  readonly page: Page
  /** SIGKILL to all of it; what it wrote stays where it is. */
  kill(): Promise<void>
}

/** @param folder where Chromium keeps what it keeps; not removed. */
export async function openTestWindow(address: string, folder: string): Promise<TestWindow> {
  const program = findChromium()
  if (program === null) throw new Error('no Chromium was found')
  mkdirSync(folder, { recursive: true })
  const { args, env } = windowProgram(address, folder)
  const child = spawn(program, [...args, '--headless=new', '--remote-debugging-port=0'], { detached: true, stdio: 'ignore', env })
  const port = await debuggingPort(child, join(folder, 'DevToolsActivePort'))
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { isLocal: true })
  const page = browser.contexts().flatMap((context) => context.pages())[0]
  if (page === undefined) throw new Error('Chromium opened no window')
  page.setDefaultTimeout(15_000)
  return {
    pid: child.pid!,
    page,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      process.kill(-child.pid!, 'SIGKILL')
      await gone
    },
  }
}

/** Chromium writes it once it listens, with the address of its window by then. */
async function debuggingPort(child: ChildProcess, file: string): Promise<string> {
  for (let tries = 0; tries < 300 && child.exitCode === null; tries += 1) {
    const [port] = (await readFile(file, 'utf8').catch(() => '')).split('\n')
    if (port !== undefined && port !== '') {
      const windows = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { type: string }[]
      if (windows.some(({ type }) => type === 'page')) return port
    }
    await setTimeout(100)
  }
  throw new Error(`Chromium did not open its window (${child.exitCode})`)
}
