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
      acceptLostMedia: false,
    })
    expect(readOptions(['--media', 'm', '--key', 'k', '--host', '0.0.0.0', '--accept-lost-media'], { DATABASE_URL: url })).toEqual({
      kind: 'serve',
      place: { store: 'postgres', url, mediaDir: 'm', keyFile: 'k' },
      host: '0.0.0.0',
      port: 7300,
      acceptLostMedia: true,
    })
  })

  test('people are added to either', () => {
    const args = ['add-person', '--login', 'anna', '--name', 'Anna', '--role', 'analyst']
    expect(readOptions(args, { DATABASE_URL: url })).toMatchObject({ where: { url }, login: 'anna', role: 'analyst' })
    expect(readOptions([...args, '--dir', 'd'], { DATABASE_URL: '' })).toMatchObject({ where: { dir: 'd' } })
  })

  test('people are administered on either, and what was received is verified there', () => {
    const args = ['enrol', '--login', 'anna']
    expect(readOptions(args, { DATABASE_URL: url })).toMatchObject({ kind: 'administer', name: 'enrol', where: { url }, login: 'anna' })
    expect(readOptions([...args, '--dir', 'd'], {})).toMatchObject({ kind: 'administer', where: { dir: 'd' } })
    const head = { number: 7, hash: 'a'.repeat(64) }
    const verify = ['audit', 'verify', '--head', `7:${head.hash}`]
    expect(readOptions([...verify, '--media', 'm'], { DATABASE_URL: url })).toEqual({ kind: 'audit verify', place: { store: 'postgres', url, mediaDir: 'm' }, known: head })
    expect(readOptions([...verify, '--dir', 'd'], {})).toMatchObject({ place: { store: 'folder', dir: 'd' }, known: head })
  })

  test('what is watched for, and what was found, is read where the media are', () => {
    expect(readOptions(['watches', '--dir', 'd'], {})).toEqual({ kind: 'watch', what: 'watches', place: { store: 'folder', dir: 'd' } })
    expect(readOptions(['alerts', '--media', 'm'], { DATABASE_URL: url })).toEqual({ kind: 'watch', what: 'alerts', place: { store: 'postgres', url, mediaDir: 'm' } })
  })

  test.each([
    ['both of them', ['--dir', 'd'], url],
    ['neither', ['--media', 'm'], undefined],
    ['no folder for media', [], url],
    ['PGlite seen from other machines', ['--dir', 'd', '--host', '0.0.0.0'], undefined],
    ['a port that is none', ['--dir', 'd', '--port', '70000'], undefined],
    ['a role that is none', ['add-person', '--dir', 'd', '--login', 'a', '--name', 'A', '--role', 'chief'], undefined],
    ['nobody to enrol', ['enrol', '--dir', 'd'], undefined],
    ['an end that is none', ['audit', 'verify', '--dir', 'd', '--head', '7'], undefined],
    ['an option that is none', ['--dir', 'd', '--speed', '9'], undefined],
    ['alerts of nowhere', ['alerts'], undefined],
    ['two commands', ['add-person', 'add-person', '--dir', 'd'], undefined],
  ])('%s: not guessed at', (_what, args, DATABASE_URL) => {
    expect(() => readOptions(args, { DATABASE_URL })).toThrow('cli.usage')
  })
})
