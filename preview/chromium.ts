import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a Chromium may be: read by set-up too, which looks for the same. */
interface Listed {
  variable: string
  programs: string[]
  places: string[]
}

/** The path of a Chromium on this machine, or null where none is found. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const listed = JSON.parse(readFileSync(new URL('chromium.json', import.meta.url), 'utf8')) as Listed
  const named = env[listed.variable]
  if (named) return isProgram(named) ? named : null
  const folders = (env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  const inPath = folders.flatMap(folder => listed.programs.map(program => join(folder, program)))
  return [...inPath, ...listed.places].find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // Not there, or not ours to run: the same to the one who looks.
  }
}

/**
 * What keeps Chromium from writing or telling anything: no profile on disk, no background requests, no name that resolves, no
 * WebRTC past the proxy. As root (a container)
 * Chromium starts only without its sandbox.
 */
export const chromiumArguments = (isRoot = process.getuid?.() === 0): string[] => [
  '--incognito',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-gpu',
  '--disable-extensions',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  // A crash dump would be memory, material and all, in clear on the disk.
  '--disable-breakpad',
  '--disable-crash-reporter',
  ...(isRoot ? ['--no-sandbox', '--test-type'] : []),
]
