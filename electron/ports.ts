import { join } from 'node:path'
import { app } from 'electron'
import { v7 } from 'uuid'
import type { Ports } from '../workstation/ports.ts'
import { onProcessFault } from '../workstation/process-faults.ts'
import { startAnalyzer } from './analyzer-process.ts'
import { demonstrationDeviceSecret, keyringDeviceSecret } from './device-secret.ts'
import { onSystemLock } from './system-lock.ts'

/** Linux has no way to keep a window out of captures: the UI says so. */
export const PROTECTS_CONTENT = process.platform === 'darwin' || process.platform === 'win32'

/** What the desktop shell brings. */
export function electronPorts({ profile, demonstration, hubUrl }: Pick<Ports, 'demonstration' | 'hubUrl'> & { profile: string }): Ports {
  const files = app.getAppPath()
  // Threads and processes start from files outside the archive of a packaged app.
  const outside = files.replace(/app\.asar$/, 'app.asar.unpacked')
  return {
    paths: {
      profile,
      migrations: join(files, 'workstation', 'store', 'migrations'),
      ui: join(files, 'out', 'renderer'),
      taxonomy: join(files, 'resources', 'taxonomies', 'fr.json'),
      policy: join(files, 'resources', 'policies', 'default.json'),
      workers: join(outside, 'out', 'main', 'workers'),
    },
    shell: 'electron',
    version: app.getVersion(),
    systemLocale: app.getLocale().startsWith('fr') ? 'fr' : 'en',
    contentProtection: PROTECTS_CONTENT,
    demonstration,
    hubUrl,
    clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() },
    ids: { next: () => v7() },
    deviceSecret: demonstration === null ? keyringDeviceSecret(profile) : demonstrationDeviceSecret(profile),
    startAnalyzer: () => startAnalyzer(join(outside, 'out', 'main', 'analyzer.js')),
    fetch: (input, init) => fetch(input, init),
    onSystemLock,
    onFault: onProcessFault,
  }
}
