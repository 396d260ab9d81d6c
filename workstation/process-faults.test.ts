import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

/** What a process says on stdout that listens, does `deed`, and says then how many still listen. */
async function heard(deed: string, readsStderr: boolean): Promise<string> {
  const program = `
    const { onProcessFault } = await import(${JSON.stringify(`${import.meta.dirname}/process-faults.ts`)})
    const stop = onProcessFault(error => console.log('heard', error.message))
    ${deed}
    setTimeout(() => { stop(); console.log('left', process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')) }, 50)
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'pipe'] })
  if (!readsStderr) child.stderr.destroy()
  return text(child.stdout)
}

test('what a timer throws and what a promise is refused for is heard, once each, and the process goes on until nobody listens any more', async () => {
  const deed = `setTimeout(() => { throw new Error('thrown') }); setTimeout(() => void Promise.reject(new Error('refused')))`
  expect(await heard(deed, true)).toBe('heard thrown\nheard refused\nleft 0 0\n')
})

test('that nobody reads what it prints is none', async () => {
  expect(await heard(`for (let at = 0; at < 20; at += 5) setTimeout(() => console.error('to nobody'), at)`, false)).toBe('left 0 0\n')
})
