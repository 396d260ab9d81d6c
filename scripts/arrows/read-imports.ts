import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join, posix, relative, sep } from 'node:path'
import { parseSync } from 'vite'

/** What one file imports: files of the project by their path from its root (with `/`), and packages by name. */
export interface FileImports {
  path: string
  files: string[]
  packages: string[]
}

const SOURCE = /\.(ts|tsx|mts|mjs|cjs|js)$/
const NOT_OURS = new Set(['node_modules', 'out', 'dist', 'build', 'test-results', 'playwright-report'])

/** Reads every source file of a tree; type imports count as imports, since they are arrows of knowledge too. */
export async function readImports(root: string): Promise<FileImports[]> {
  const paths = await sourceFiles(root)
  return paths.map(path => {
    const specifiers = specifiersOf(path, readFileSync(join(root, path), 'utf8'))
    const own = specifiers.filter(specifier => specifier.startsWith('.'))
    return {
      path,
      files: own.map(specifier => posix.normalize(posix.join(posix.dirname(path), specifier.replace(/[?#].*$/, '')))),
      packages: specifiers.filter(specifier => !specifier.startsWith('.')).map(packageName),
    }
  })
}

async function sourceFiles(root: string, folder = root): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!NOT_OURS.has(entry.name) && !entry.name.startsWith('.')) found.push(...(await sourceFiles(root, path)))
    } else if (SOURCE.test(entry.name)) {
      found.push(relative(root, path).split(sep).join('/'))
    }
  }
  return found.sort()
}

/** Every module that a source names: imports, re-exports, `import()` and the types that come by `import('…')`. */
function specifiersOf(path: string, source: string): string[] {
  const { program, module, errors } = parseSync(path, source)
  const fault = errors[0]
  if (fault) throw new Error(`${path} cannot be parsed: ${fault.message}`)
  const named = [
    ...module.staticImports.map(entry => entry.moduleRequest.value),
    ...module.staticExports.flatMap(statement => statement.entries.flatMap(entry => entry.moduleRequest?.value ?? [])),
  ]
  return [...new Set([...named, ...inlineImports(program)])]
}

function inlineImports(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(inlineImports)
  if (typeof node !== 'object' || node === null) return []
  const { type, source } = node as { type?: string; source?: { value?: unknown } }
  const here = (type === 'ImportExpression' || type === 'TSImportType') && typeof source?.value === 'string' ? [source.value] : []
  return [...here, ...Object.values(node).flatMap(inlineImports)]
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

export const folderOf = (path: string): string => (dirname(path) === '.' ? '' : (path.split('/')[0] ?? ''))
