import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { at, digestOfFiles, filesUnder, readNote, root } from './project.mjs'
import { findProgram, howToGet, systemTool } from './provide-system-tools.mjs'

const addonPath = at('native', 'build', 'paravent.node')
/** What the last build was made of. */
const notePath = at('native', 'build', 'sources.json')
const logPath = at('native', 'build', 'compiler.log')

/**
 * Builds native/ when its sources are not those of the last build. The compiler is called directly: a Node-API addon is one
 * shared library of a handful of files, against four headers that come by npm (node-api-headers), so one command does, with
 * no Python, make or headers of Node to fetch as node-gyp would want. Without a compiler all runs on the TypeScript twin.
 */
export function buildAddon() {
  if (process.platform === 'win32') return // No addon on Windows yet: the app says at its start that the twin runs.
  const sources = [...filesUnder('native/cpp'), ...filesUnder('native/baseline')]
  const made = { sources: digestOfFiles([...sources, 'node_modules/node-api-headers/package.json']), platform: process.platform, arch: process.arch }
  const note = readNote(notePath)
  if (note !== null && Object.entries(made).every(([name, value]) => note[name] === value) && existsSync(addonPath)) return
  // Whatever comes of it, what was built from other sources must not answer for these.
  rmSync(addonPath, { force: true })
  const compiler = findProgram(systemTool('compiler'))
  // That it is missing is told by provideSystemTools.
  if (compiler !== null) compile(compiler, sources.filter(path => path.endsWith('.cpp')), made)
}

function compile(compiler, files, made) {
  console.log('set-up: building the native addon …')
  mkdirSync(at('native', 'build'), { recursive: true })
  // Beside its place and then moved there: a set-up that runs at the same time never meets half a file.
  const fresh = `${addonPath}.${process.pid}`
  const { status, stderr, error } = spawnSync(compiler, [...flags(), ...files, '-o', fresh], { cwd: root, encoding: 'utf8' })
  if (status === 0) {
    renameSync(fresh, addonPath)
    writeFileSync(notePath, JSON.stringify(made))
    return
  }
  rmSync(fresh, { force: true })
  writeFileSync(logPath, stderr || String(error))
  console.warn(
    `set-up: the native addon could not be built (native/build/compiler.log tells why); fingerprints are computed in TypeScript, ` +
      `many times slower. Should the compiler be older than GCC 10 or Clang 14: ${howToGet(systemTool('compiler'))}`,
  )
}

function flags() {
  const ofPlatform =
    process.platform === 'darwin'
      ? ['-bundle', '-undefined', 'dynamic_lookup']
      : // Nothing of the machine that built it is asked of the one that runs it, but the C library.
        ['-shared', '-static-libstdc++', '-static-libgcc', '-Wl,--exclude-libs,ALL']
  // Contracted products and sums would be other bits than those of the reference.
  const ofAll = ['-std=c++20', '-O3', '-pthread', '-ffp-contract=off', '-Wno-psabi', '-fPIC', '-fvisibility=hidden']
  return [...ofAll, '-Inode_modules/node-api-headers/include', ...ofPlatform]
}
