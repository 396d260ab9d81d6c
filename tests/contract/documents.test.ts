import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies' | 'optionalDependencies' | 'scripts', Record<string, string>>

describe('the documents are true', () => {
  test('every dependency has its line of reason in ARCHITECTURE.md, and no line speaks of one that is gone', () => {
    const table = read('ARCHITECTURE.md').split('## Dependencies')[1]!
    const named = [...table.matchAll(/^\| (?!package|---)([^|]+) \|/gm)].flatMap((row) => row[1]!.split(',').map((name) => name.replace(/\(.*\)/, '').trim()))
    const installed = [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies].flatMap((part) => Object.keys(part))
    expect(named.sort()).toEqual(installed.sort())
  })

  test('each npm script that a document names is there, and each file that it links', () => {
    for (const document of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/security.md', 'docs/recognition.md', 'docs/sync.md']) {
      const text = read(document)
      const scripts = [...text.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map((match) => match[1]!)
      expect(scripts.filter((script) => manifest.scripts[script] === undefined)).toEqual([])
      const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1]!)
      expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([])
      const paths = [...text.matchAll(/`((?:analyzer|tests|workstation|hub|contract|native|renderer|scripts|resources)\/[\w./-]+\.\w+)`/g)].map((match) => match[1]!)
      expect(paths.filter((path) => !path.includes('NNNN') && !existsSync(join(root, path)))).toEqual([])
    }
  })

  test('dependencies are pinned exactly, and no committed file names a registry', () => {
    const versions = [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies].flatMap((part) => Object.values(part))
    expect(versions.filter((version) => !/^(npm:.+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
    // In two pieces, or this file would name it.
    const registry = new RegExp('registry' + '\\.npmjs')
    const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
    const readable = files.filter((file) => /\.(ts|tsx|js|mjs|cjs|json|md|yml|yaml|sh)$|^\.npmrc$|run$/.test(file) && existsSync(join(root, file)))
    expect(readable.filter((file) => registry.test(read(file)))).toEqual([])
  })
})
