import { existsSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const COMPILER = /^(.*-)?(c\+\+|g\+\+|gcc|cc|clang|clang\+\+)(-[\d.]+)?$/

/** A folder with links to every program of the PATH but compilers. */
export function makePathWithoutCompiler(path: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'paravent-path-'))
  for (const from of path.split(delimiter).filter((each) => each !== '' && existsSync(each))) {
    for (const name of readdirSync(from)) {
      if (!COMPILER.test(name) && !existsSync(join(folder, name))) symlinkSync(join(from, name), join(folder, name))
    }
  }
  return folder
}
