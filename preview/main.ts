import { AppError } from '../contract/error.ts'
import type { Ports } from '../workstation/ports.ts'
import { onProcessFault } from '../workstation/process-faults.ts'
import { readProfile } from '../workstation/session/profile.ts'
import { createWorkstation } from '../workstation/workstation.ts'
import type { Workstation } from '../workstation/workstation.ts'
import { previewPorts } from './ports.ts'
import type { PreviewPortsOptions } from './ports.ts'
import { createPreviewServer } from './server.ts'
import type { PreviewServer } from './server.ts'

export interface PreviewOptions extends PreviewPortsOptions {
  /** 0: any free port. */
  port: number
  /** Opens a profile that is not of demonstration data, in a shell that is not hardened. */
  allowPreview: boolean
  onLaunch?: () => void
  /** Replaces ports, for tests: a hub that drops, a clock that jumps. */
  ports?: Partial<Ports>
}

export interface Preview {
  workstation: Workstation
  server: PreviewServer
  close(): Promise<void>
}

/**
 * Opens a profile in the preview shell: the workstation behind a loopback server.
 * @throws AppError `profile.not_demonstration` for a profile of real work without `allowPreview`, and what the workstation throws
 */
export async function startPreview({ port, allowPreview, onLaunch, ports, ...options }: PreviewOptions): Promise<Preview> {
  if (!allowPreview && !isDemonstration(options)) throw new AppError('profile.not_demonstration')
  const workstation = createWorkstation({ ...previewPorts(options), onFault: onProcessFault, ...ports })
  const server = await createPreviewServer({ workstation, port, ...(onLaunch ? { onLaunch } : {}) }).catch(async (error: unknown) => {
    await workstation.close()
    throw error
  })
  return {
    workstation,
    server,
    async close() {
      await server.close()
      await workstation.close()
    },
  }
}

/** What the profile says of itself; an empty folder is what the shell makes of it. */
function isDemonstration({ profile, demonstration }: PreviewPortsOptions): boolean {
  const known = readProfile(profile)
  return known === null ? demonstration !== null : known.file.demonstration
}
