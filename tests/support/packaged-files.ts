import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const inBuilder = createRequire(createRequire(require.resolve('electron-builder/package.json')).resolve('app-builder-lib/package.json'))

export type BuilderConfiguration = Record<string, any> & { files: string[]; asarUnpack: string[]; electronFuses: Record<string, boolean> }

export const configuration = (inBuilder('js-yaml') as { load(text: string): BuilderConfiguration }).load(readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8'))

/** @throws what electron-builder would stop with */
export function validate(candidate: unknown): Promise<void> {
  const { validateConfiguration } = inBuilder('./out/util/config/config.js') as { validateConfiguration(configuration: unknown, log: unknown): Promise<void> }
  return validateConfiguration(candidate, { isEnabled: false, add: () => undefined, save: () => undefined })
}

interface Matcher {
  createFilter(): (file: string, stat: unknown) => boolean
}
interface MatcherModule {
  getMainFileMatchers(app: string, to: string, macros: (pattern: string) => string, own: object, packager: object, out: string, compile: boolean): Matcher[]
  getNodeModuleFileMatcher(app: string, to: string, macros: (pattern: string) => string, own: object, packager: object): Matcher
  FileMatcher: new (from: string, to: string, macros: (pattern: string) => string, patterns: string[]) => Matcher
}

/** What electron-builder's own matchers take of the project and of its production packages, by path from the root. */
export function filesTaken({ platform, arch }: { platform: string; arch: string }): string[] {
  const { getMainFileMatchers, getNodeModuleFileMatcher } = inBuilder('./out/fileMatcher.js') as MatcherModule
  const macros = (pattern: string): string => pattern.replaceAll('${platform}', platform).replaceAll('${arch}', arch)
  const info = { config: configuration, projectDir: ROOT.slice(0, -1), buildResourcesDir: configuration['directories'].buildResources, isPrepackedAppAsar: false, debugLogger: { isEnabled: false } }
  const root = ROOT.slice(0, -1)
  const main = getMainFileMatchers(root, '/to', macros, {}, { info }, join(root, 'dist'), false)[0]!.createFilter()
  const packages = getNodeModuleFileMatcher(root, '/to', macros, {}, info).createFilter()
  const folders = readdirSync(root).filter((name) => !['node_modules', '.git', 'dist', 'test-results'].includes(name))
  return [
    ...folders.flatMap((name) => walk(join(root, name))).filter((file) => main(file, statSync(file))),
    ...productionPackages().flatMap((name) => walk(join(root, name))).filter((file) => packages(file, statSync(file))),
  ].map(pathOf)
}

/** Which of these lie outside the archive, as real files. */
export function unpacked(files: readonly string[]): string[] {
  const { FileMatcher } = inBuilder('./out/fileMatcher.js') as MatcherModule
  const filter = new FileMatcher(ROOT.slice(0, -1), '/to', (pattern) => pattern, configuration.asarUnpack).createFilter()
  return files.filter((file) => filter(join(ROOT, file), statSync(join(ROOT, file))))
}

const pathOf = (file: string): string => relative(ROOT, file).split(sep).join('/')

function walk(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isSymbolicLink()) return []
    return entry.isDirectory() ? walk(join(path, entry.name)) : [join(path, entry.name)]
  })
}

/** Folders of the packages that are not for development alone and that are here, as the lockfile knows them. */
function productionPackages(): string[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, { dev?: boolean }> }
  const names = Object.keys(packages).filter((name) => name.startsWith('node_modules/') && packages[name]?.dev !== true)
  // A package inside another's folder is walked with that one.
  return names.filter((name) => !name.slice('node_modules/'.length).includes('node_modules/') && exists(join(ROOT, name)))
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
