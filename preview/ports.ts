import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { v7 } from 'uuid'
import type { Locale } from '../contract/words.ts'
import type { Ports } from '../workstation/ports.ts'
import { startAnalyzer } from './analyzer-process.ts'
import { fileDeviceSecret } from './device-secret.ts'

const inProject = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

export interface PreviewPortsOptions {
  /** The profile folder. */
  profile: string
  /** Whose passphrases the sign-in page tells; null for a profile of one's own work. */
  demonstration: Ports['demonstration']
  /** The hub that set-up proposes. */
  hubUrl?: string | null
}

/** What the preview shell brings: everything from the project's own sources, run by Node as they are. */
export function previewPorts({ profile, demonstration, hubUrl = null }: PreviewPortsOptions): Ports {
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
    systemLocale: systemLocale(),
    hubUrl,
    contentProtection: false,
    demonstration,
    clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() },
    ids: { next: () => v7() },
    deviceSecret: fileDeviceSecret(profile),
    startAnalyzer: () => startAnalyzer(inProject('analyzer/main.ts')),
    fetch: (input, init) => fetch(input, init),
    // A browser window tells nothing of the system's lock; the core's own idle lock holds here too.
    onSystemLock: () => () => undefined,
    // Of a command, a fault is the end: Node tells it.
    onFault: () => () => undefined,
  }
}

const systemLocale = (): Locale => (new Intl.DateTimeFormat().resolvedOptions().locale.startsWith('fr') ? 'fr' : 'en')
