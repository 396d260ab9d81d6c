import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('what a timer throws and what a promise is refused for is heard, once each, and the process goes on until it is not listened to any more', () => {
  const program = `
    const { onProcessFault } = await import(${JSON.stringify(`${import.meta.dirname}/process-faults.ts`)})
    const stop = onProcessFault(error => console.log('heard', error.message))
    setTimeout(() => { throw new Error('thrown') })
    setTimeout(() => void Promise.reject(new Error('refused')))
    setTimeout(() => { console.log('goes on'); stop(); console.log(process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection')) }, 20)
  `
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' })
  expect(said).toBe('heard thrown\nheard refused\ngoes on\n0 0\n')
})
