import { describe, expect, test } from 'vitest'
import { readOptions } from './options.ts'

const env = { PARAVENT_DEMO_DIR: '/data/demo' }

describe('what `npm start` is asked', () => {
  test('without words it is the demonstration, in the folder that the environment names', () => {
    expect(readOptions([], env)).toMatchObject({
      profile: null,
      hub: null,
      fresh: false,
      open: true,
      port: 0,
      demonstrationDir: '/data/demo',
    })
  })

  test("one's own profile names its hub and is never begun anew", () => {
    expect(readOptions(['--profile', '/data/mine', '--hub', 'https://hub.example'], env)).toMatchObject({
      profile: '/data/mine',
      hub: 'https://hub.example',
    })
    expect(() => readOptions(['--profile', '/data/mine', '--fresh'], env)).toThrow('never touches a profile of yours')
    expect(() => readOptions(['--hub', 'https://hub.example'], env)).toThrow('--profile DIR is missing')
  })

  test.each([[['--port', '70000']], [['--port', 'x']], [['--profile', 'p', '--hub', 'nonsense']], [['--unknown']]])('refuses %j', args => {
    expect(() => readOptions(args, env)).toThrow()
  })
})
