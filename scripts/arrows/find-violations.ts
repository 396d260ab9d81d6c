import { ARROW_RULES, WHY_A_RULE, WHY_NOT_TESTS, WHY_NO_CIRCLE } from './rules.ts'
import type { ArrowRule } from './rules.ts'
import { folderOf } from './read-imports.ts'
import type { FileImports } from './read-imports.ts'

export interface Violation {
  from: string
  to: string
  why: string
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)
/** A configuration file of a build is no part of what it builds. */
const isConfiguration = (path: string): boolean => /(^|\/)[^/]+\.config\.(ts|mjs|cjs)$/.test(path)

/** Every import that no arrow of the plan allows, and every circle. */
export function findViolations(tree: readonly FileImports[]): Violation[] {
  return [...tree.filter(file => !isConfiguration(file.path)).flatMap(forbiddenImports), ...circles(tree)]
}

function forbiddenImports(file: FileImports): Violation[] {
  const folder = folderOf(file.path)
  if (folder === '') return []
  const rule = ARROW_RULES.find(candidate => candidate.folder === folder)
  if (!rule) return [{ from: file.path, to: '', why: WHY_A_RULE }]
  return [...file.files.flatMap(to => ownArrow(rule, file.path, to)), ...file.packages.flatMap(name => packageArrow(rule, file.path, name))]
}

function ownArrow(rule: ArrowRule, from: string, to: string): Violation[] {
  const target = folderOf(to)
  if (target === rule.folder || rule.mayImport.includes(target)) return []
  // package.json for the version, and the like: data at the root, which no rule is about.
  if (target === '' && to.endsWith('.json')) return []
  if (target === 'tests') return isTest(from) && to.startsWith('tests/support/') ? [] : [{ from, to, why: WHY_NOT_TESTS }]
  return [{ from, to, why: rule.why }]
}

function packageArrow(rule: ArrowRule, from: string, name: string): Violation[] {
  if (isTest(from)) return []
  const named = (list: readonly string[]): boolean => list.some(entry => (entry === 'node:' ? name.startsWith('node:') : entry === name))
  const refused = (rule.onlyPackages !== undefined && !named(rule.onlyPackages)) || named(rule.neverPackages ?? [])
  return refused ? [{ from, to: name, why: rule.why }] : []
}

/** Circles of files, each told once as `a → b → a`: a walk in depth that meets a file of its own path. */
function circles(tree: readonly FileImports[]): Violation[] {
  const imports = new Map(tree.map(file => [file.path, file.files]))
  const done = new Set<string>()
  const found: Violation[] = []
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) {
      found.push({ from: path, to: [...trail.slice(start + 1), path].join(' → '), why: WHY_NO_CIRCLE })
      return
    }
    if (done.has(path)) return
    for (const next of imports.get(path) ?? []) walk(next, [...trail, path])
    done.add(path)
  }
  for (const file of tree) walk(file.path, [])
  return found
}
