import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pdqOfRgb } from '../native/index.ts'
import { openCommandLine, refusalOf, type CommandLine } from '../tests/support/command-line.ts'
import { encoderOf, madePicture } from '../tests/support/recall/pictures.ts'

let at: CommandLine
beforeEach(async () => {
  at = await openCommandLine('sophie', 'supervisor')
  await at.t.workstation.close()
})
afterEach(() => at.close())

const cli = (...argv: string[]): ReturnType<CommandLine['run']> => at.run(...argv, '--profile', at.t.profile)

test('files are recognised by their bytes and by how they look, and each match tells list, entry, distance, quality and view', { timeout: 120_000 }, async () => {
  const path = (name: string): string => join(at.given, name)
  const picture = await madePicture(3)
  const { pdq } = pdqOfRgb(picture.data, picture.width, picture.height)
  writeFileSync(path('list.csv'), ['algorithm,value,classification,source_reference,added,expires', `pdq,${pdq},A,case 7,,`, 'md5,8b1a9953c4611296a827abf8c47804d7,B,case 8,,'].join('\n'))
  await encoderOf(picture).flop().jpeg({ quality: 80 }).toFile(path('mirrored.jpg'))
  const other = await madePicture(4)
  await encoderOf(other).png().toFile(path('other.png'))
  await encoderOf({ ...other, data: new Uint8Array(other.data.length).fill(90) }).png().toFile(path('one-colour.png'))
  writeFileSync(path('hello.txt'), 'Hello')
  expect((await cli('list', 'import', path('list.csv'), '--format', 'csv', '--name', 'known', '--verified')).code).toBe(0)

  const { code, out } = await cli('match', ...['mirrored.jpg', 'other.png', 'one-colour.png', 'hello.txt', 'missing'].map(path))
  expect(code).toBe(1)
  const [mirrored, ...others] = out
  expect(mirrored).toMatchObject({
    file: path('mirrored.jpg'), kind: 'similar', certainty: 'match', list: 'known', trust: 'verified', entry: 1, reference: 'case 7', algorithm: 'pdq',
    view: 'mirror', entryView: 'original', seconds: null,
  })
  expect(mirrored.distance).toBeLessThanOrEqual(10)
  expect(mirrored.quality).toBeGreaterThanOrEqual(50)
  expect(others).toMatchObject([
    { file: path('other.png'), kind: 'none' },
    { file: path('one-colour.png'), kind: 'none' },
    { file: path('hello.txt'), kind: 'exact', algorithm: 'md5', entry: 2, distance: 0, quality: null, view: null },
    { file: path('hello.txt'), error: { code: 'file.unsupported_type' } },
    { file: path('missing'), error: { code: 'file.unreadable' } },
  ])
  const called = await cli('match')
  expect([called.code, refusalOf(called)]).toEqual([2, 'cli.usage'])
})
