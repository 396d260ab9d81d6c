import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { v7 } from 'uuid'
import type { DeviceSecret, Ports } from '../workstation/ports.ts'
import { startAnalyzer } from './start-analyzer.ts'

const inProject = (path: string): string => join(import.meta.dirname, '..', path)

/** What the command line brings to the workstation: Node, and no window. */
export function cliPorts(profile: string): Ports {
  return {
    paths: {
      profile,
      migrations: inProject('workstation/store/migrations'),
      ui: inProject('out/renderer'),
      taxonomy: inProject('resources/taxonomies/fr.json'),
      policy: inProject('resources/policies/default.json'),
      workers: inProject('workstation/workers'),
    },
    shell: 'preview',
    version: (JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as { version: string }).version,
    systemLocale: new Intl.DateTimeFormat().resolvedOptions().locale.startsWith('fr') ? 'fr' : 'en',
    contentProtection: false,
    hubUrl: null,
    demonstration: null,
    clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() },
    ids: { next: () => v7() },
    deviceSecret: readDeviceSecret(join(profile, 'device-secret')),
    startAnalyzer: () => startAnalyzer(inProject('analyzer/main.ts')),
    fetch: (input, init) => fetch(input, init),
    onSystemLock: () => () => undefined,
  }
}

/** The preview shell's file, if there is one. Without (Electron keeps it in the keyring) the hub is reached at the window's next start. */
function readDeviceSecret(file: string): DeviceSecret {
  return {
    async get() {
      try {
        return await readFile(file, 'utf8')
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
        throw error
      }
    },
    set: () => Promise.reject(new Error('the command line signs nobody in at the hub')),
  }
}
