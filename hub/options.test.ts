import { describe, expect, test } from 'vitest'
import { readOptions } from './options.ts'

const url = 'postgres://hub@db/paravent'

describe('the options of the hub', () => {
  test('a folder is PGlite on this machine; DATABASE_URL with a folder for media is PostgreSQL', () => {
    expect(readOptions(['--dir', 'd', '--port', '80'], {})).toEqual({
      kind: 'serve',
      place: { store: 'folder', dir: 'd' },
      host: '127.0.0.1',
      port: 80,
    })
    expect(readOptions(['--media', 'm', '--key', 'k', '--host', '0.0.0.0'], { DATABASE_URL: url })).toEqual({
      kind: 'serve',
      place: { store: 'postgres', url, mediaDir: 'm', keyFile: 'k' },
      host: '0.0.0.0',
      port: 7300,
    })
  })

  test('people are added to either', () => {
    const args = ['add-person', '--login', 'anna', '--name', 'Anna', '--role', 'analyst']
    expect(readOptions(args, { DATABASE_URL: url })).toMatchObject({ where: { url }, login: 'anna', role: 'analyst' })
    expect(readOptions([...args, '--dir', 'd'], { DATABASE_URL: '' })).toMatchObject({ where: { dir: 'd' } })
  })

  test.each([
    ['both of them', ['--dir', 'd'], url],
    ['neither', ['--media', 'm'], undefined],
    ['no folder for media', [], url],
    ['PGlite seen from other machines', ['--dir', 'd', '--host', '0.0.0.0'], undefined],
    ['a port that is none', ['--dir', 'd', '--port', '70000'], undefined],
    ['a role that is none', ['add-person', '--dir', 'd', '--login', 'a', '--name', 'A', '--role', 'chief'], undefined],
    ['an option that is none', ['--dir', 'd', '--speed', '9'], undefined],
    ['two commands', ['add-person', 'add-person', '--dir', 'd'], undefined],
  ])('%s: not guessed at', (_what, args, DATABASE_URL) => {
    expect(() => readOptions(args, { DATABASE_URL })).toThrow('cli.usage')
  })
})
