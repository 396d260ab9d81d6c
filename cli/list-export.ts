import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../contract/error.ts'
import { ExportFormat } from '../contract/export-formats.ts'
import { asDiskFailure } from '../workstation/store/disk-failure.ts'
import type { House } from '../workstation/house.ts'
import { OWN_LIST } from '../workstation/own-list/own-list.ts'
import { EXIT } from './command.ts'
import type { Arguments, Io } from './command.ts'
import { findList } from './find-list.ts'
import { text } from './with-house.ts'

/** `list export LIST …`, or `--own`: to stdout, or to a file that is not there yet, for its owner alone. What was cut off is not left behind. */
export async function exportList(house: House, { values, positionals }: Arguments, io: Io): Promise<number> {
  const format = ExportFormat.options.find((it) => it === text(values['format']))
  if (format === undefined) throw new AppError('cli.usage', { command: 'list', reason: `Name the format by --format: ${ExportFormat.options.join(', ')}.` })
  const own = values['own'] === true
  if (own === (positionals.length > 1)) throw new AppError('cli.usage', { command: 'list', reason: 'Name one list, or say --own.' })
  const pieces = own ? house.written.exported(OWN_LIST, format) : house.hashLists.exported(findList(house, positionals[1]).id, format)
  const out = text(values['out'])
  if (out === undefined) for (const piece of pieces) io.out(piece.replace(/\n$/, ''))
  else await writeFile(out, pieces)
  return EXIT.ok
}

async function writeFile(path: string, pieces: Iterable<string>): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  try {
    await pipeline(Readable.from(pieces, { highWaterMark: 1000 }), file)
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    if (!taken) await rm(path, { force: true })
    if (taken) throw new AppError('cli.usage', { command: 'list', reason: 'The file is there already.' })
    throw asDiskFailure(cause)
  }
}
