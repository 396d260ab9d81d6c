import { createApp } from './http/app.ts'
import { openHouse, type House } from './house.ts'
import type { Ports } from './ports.ts'
import type { KdfParameters } from './session/key-derivation.ts'
import { openProfile } from './session/profile.ts'
import { createSession, type Session } from './session/session.ts'

/** One analyst's workstation, whatever shell it stands in. */
export interface Workstation {
  /** The whole of it: the page's files, the API, the pixels, the events. Never throws. */
  fetch(request: Request): Promise<Response>
  /** For the command line: opens without a page. @throws AppError as a sign-in does */
  unlock(login: string, passphrase: string): Promise<House>
  /** For the command line: see `Session.verifyLog`. */
  verifyLog: Session['verifyLog']
  /** Locks, and lets go of the profile. */
  close(): Promise<void>
}

/**
 * Takes the profile folder and stands ready, locked.
 * @param parameters of the key derivation for new slots; tests ask for less work
 * @throws AppError `profile.in_use`, `profile.damaged`, `profile.newer_version`
 */
export function createWorkstation(ports: Ports, { parameters }: { parameters?: KdfParameters } = {}): Workstation {
  const profile = openProfile(ports.paths.profile)
  const session = createSession({ ports, profile, openHouse, ...(parameters === undefined ? {} : { parameters }) })
  const app = createApp({ session, ports })
  return {
    fetch: async (request) => app.fetch(request),
    unlock: (login, passphrase) => session.unlock(login, passphrase),
    verifyLog: session.verifyLog,
    close: () => session.close(),
  }
}
