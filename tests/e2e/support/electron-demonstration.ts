import { join } from 'node:path'
import { STRIP_ADAPTER } from '../../../preview/strip-adapter.ts'
import { startHub } from '../../../scripts/start/start-hub.ts'
import { startDemonstration } from './machines.ts'
import type { RunningDemonstration } from './running-demonstration.ts'
import { launchElectron } from './shell.ts'

/** The demonstration as `npm start` makes it, then in the desktop shell, with its window in the test's hands. */
export async function startElectronDemonstration(folder: string): Promise<RunningDemonstration> {
  const [material, profile] = [join(folder, 'material'), join(folder, 'profile')]
  const made = await startDemonstration(folder)
  await made.stop()
  const hub = await startHub(join(folder, 'hub'), material)
  const app = await launchElectron([`--profile=${profile}`, `--demonstration=${join(material, 'demonstration.json')}`, `--hub=${hub.url}`])
  const window = await app.firstWindow()
  await window.addInitScript(STRIP_ADAPTER)
  await window.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  return {
    // A page that is loaded again has no token: it begins at the sign-in.
    sitDown: async (page) => void (await page.reload()),
    window,
    killHub: () => process.kill(hub.pid!, 'SIGKILL'),
    async stop() {
      await app.close()
      await hub.close()
    },
  }
}
