import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ARTEFACTS = /\.(AppImage|deb|exe|dmg|cdx\.json)$/

/** Writes SHA256SUMS of what is handed out of a folder, in the form that `sha256sum -c` reads. @returns its lines */
export async function writeChecksums(folder: string, name = 'SHA256SUMS'): Promise<string[]> {
  const files = (await readdir(folder)).filter(file => ARTEFACTS.test(file)).sort()
  if (files.length === 0) throw new Error(`nothing to hand out in ${folder}`)
  const lines: string[] = []
  for (const file of files) lines.push(`${await digest(join(folder, file))}  ${file}`)
  await writeFile(join(folder, name), lines.map(line => `${line}\n`).join(''))
  return lines
}

async function digest(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(file)) hash.update(piece as Uint8Array)
  return hash.digest('hex')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , folder, name] = process.argv
  if (folder === undefined) throw new Error('checksums FOLDER [NAME]')
  for (const line of await writeChecksums(folder, name)) console.log(line)
}
