import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'

/** Programs of tests/support that load their code, wait for a word on stdin, and then work and tell lines on stdout until they are killed. */

const running = new Set<ChildProcess>()

/** A program that has loaded its code (while other things are done) and waits. */
export function startWaiting(program: string, ...words: string[]): ChildProcess {
  const child = spawn(process.execPath, [resolve('tests/support', program), ...words], { stdio: ['pipe', 'pipe', 'inherit'] })
  running.add(child)
  child.on('close', () => running.delete(child))
  return child
}

/** Lets it work until it is killed: so many milliseconds after it told so many lines, in the midst of what comes next. @returns what it told */
export function workUntilKilled(child: ChildProcess, lines: number, milliseconds: number): Promise<string> {
  let told = ''
  let dying = false
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    told += text
    if (dying || told.split('\n').length <= lines) return
    dying = true
    setTimeout(() => child.kill('SIGKILL'), milliseconds)
  })
  child.stdin!.write('go\n')
  return new Promise((done, failed) => {
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') done(told)
      else failed(new Error(`the program ended by itself with ${code}`))
    })
  })
}

export function killAll(): void {
  for (const child of running) child.kill('SIGKILL')
}
