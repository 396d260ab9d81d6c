import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Problem } from './problem.mjs'
import { at, readIfThere, readNote, root, sha256 } from './project.mjs'

export const notePath = at('node_modules', '.paravent-setup')

/** Installs what package-lock.json pins, when node_modules is missing or was made from another lockfile. */
export function installPackages() {
  const lockText = readFileSync(at('package-lock.json'), 'utf8')
  const stamp = `${sha256(lockText)} ${process.platform} ${process.arch}`
  if (readNote(notePath)?.stamp === stamp) return
  if (!installedMatches(JSON.parse(lockText))) runNpmCi()
  writeFileSync(notePath, JSON.stringify({ stamp }))
}

/** Whether someone installed this very lockfile by hand: npm keeps what it installed in a lockfile of its own. */
function installedMatches(lock) {
  const installedText = readIfThere(at('node_modules', '.package-lock.json'))
  if (installedText === null) return false
  const installed = JSON.parse(installedText).packages
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true
    // Optional packages are those of other platforms; npm leaves them out.
    if (!(path in installed)) return wanted.optional === true
    return installed[path].version === wanted.version && existsSync(at(path))
  })
}

function runNpmCi() {
  console.log('set-up: installing the packages (one to two minutes) …')
  const command = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  // npm's own script is run by the Node that runs us: the same on every platform, whatever the shell.
  const npm = process.env.npm_execpath
  const result = npm
    ? spawnSync(process.execPath, [npm, ...command], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', command, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (result.status !== 0) throw new Problem('the packages could not be installed; `npm ci` tells why. Is there a network?')
}
