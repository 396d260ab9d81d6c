import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { AppError } from '../contract/error.ts'

/**
 * From a file (its first line), from PARAVENT_PASSPHRASE, or asked for without echo.
 * @throws AppError cli.usage when there is neither and nobody to ask
 */
export async function readPassphrase(command: string, file: string | undefined): Promise<string> {
  if (file !== undefined) return firstLine(await readFile(file, 'utf8').catch(unreadable))
  const fromEnvironment = process.env['PARAVENT_PASSPHRASE']
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment
  if (!process.stdin.isTTY) throw new AppError('cli.usage', { command, reason: 'Give the passphrase by --passphrase-file or PARAVENT_PASSPHRASE.' })
  return ask()

  function unreadable(cause: unknown): never {
    throw new AppError('cli.usage', { command, reason: 'The file of --passphrase-file cannot be read.' }, { cause })
  }
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? ''
}

function ask(): Promise<string> {
  process.stderr.write('Passphrase: ')
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true })
  return new Promise((resolve) => {
    terminal.question('', (answer) => {
      terminal.close()
      process.stderr.write('\n')
      resolve(answer)
    })
  })
}
