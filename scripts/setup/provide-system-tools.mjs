import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { at } from './project.mjs'

/**
 * Finds ffmpeg, ffprobe, Chromium and a C++ compiler; where this is root on a Debian, fetches what is missing; elsewhere says in one line
 * per missing thing what it is for and which command brings it. A missing tool is no failure here: what needs it says so.
 */
export function provideSystemTools() {
  const names = Object.keys(readJson('scripts/setup/system-tools.json'))
  const tools = names.map(name => [name, systemTool(name)]).filter(([, tool]) => !tool.notOn?.includes(process.platform))
  const missing = () => tools.filter(([, tool]) => findProgram(tool) === null)
  if (missing().length === 0) return
  if (canInstall()) install([...new Set(missing().flatMap(([, tool]) => tool.apt))])
  for (const [name, tool] of missing()) console.warn(`set-up: ${name} is missing (it ${tool.why}): ${howToGet(tool)}`)
}

const readJson = path => JSON.parse(readFileSync(at(path), 'utf8'))

/** What is known of a tool by its name in system-tools.json. */
export function systemTool(name) {
  const tool = readJson('scripts/setup/system-tools.json')[name]
  return tool.listedIn ? { ...tool, ...readJson(tool.listedIn) } : tool
}

/** The path of a tool's program on this machine, or null. */
export function findProgram(tool) {
  const named = process.env[tool.variable]
  if (named) return isProgram(named) ? named : null
  if (tool.package && existsSync(at(tool.package))) return at(tool.package)
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const places = [...folders.flatMap(folder => tool.programs.map(program => join(folder, program + suffix))), ...(tool.places ?? [])]
  return places.find(isProgram) ?? null
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // Not there or not to be run by us: the same to the one who looks for it.
  }
}

const canInstall = () => process.platform === 'linux' && process.getuid?.() === 0 && isProgram('/usr/bin/apt-get')

function install(packages) {
  console.log(`set-up: installing ${packages.join(', ')} by apt-get …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const step of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const { status, stdout, stderr } = spawnSync('apt-get', step, { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    if (status !== 0) return console.warn(`set-up: apt-get ${step[0]} failed:\n${(stderr || stdout || '').trim()}`)
  }
}

/** The command that brings a tool to this machine. */
export function howToGet(tool) {
  if (process.platform === 'darwin') return `brew install ${tool.brew}`
  if (process.platform === 'win32') return `install it and name its path in ${tool.variable}`
  return `sudo apt-get install ${tool.apt.join(' ')} (or name its path in ${tool.variable})`
}
