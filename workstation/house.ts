import type { Person } from '../contract/hub.ts'
import type { Taxonomy } from '../contract/taxonomy.ts'
import { createAudit, type Audit } from './audit/audit.ts'
import { createBackground, type Background } from './background/background.ts'
import { closeAll } from './close-all.ts'
import type { Ports } from './ports.ts'
import { createSettings, type SettingsOf } from './settings/settings.ts'
import { createSignals, type Signals } from './signals/signals.ts'
import type { Meta } from './store/meta.store.ts'
import type { Store } from './store/store.ts'
import { loadTaxonomy } from './taxonomy/taxonomy.ts'
import type { Scratch } from './vault/scratch.ts'
import type { Vault } from './vault/vault.ts'

/** What the session brings when a person signed in. */
export interface HouseParts {
  ports: Ports
  person: Person
  deviceId: string
  hubUrl: string
  /** The hub's token of this person on this device. @throws AppError `hub.unauthorised` when the keyring has none */
  hubToken(): string
  store: Store
  meta: Meta
  vault: Vault
  scratch: Scratch
  /** Ed25519 (PKCS #8 DER) and the ledger's key; zeroed when the session ends. */
  keys: { signing: Uint8Array; ledger: Uint8Array }
}

/** Every part of an open workstation, for one person. */
export interface House {
  readonly person: Person
  readonly deviceId: string
  readonly hubUrl: string
  readonly store: Store
  readonly vault: Vault
  readonly signals: Signals
  readonly settings: SettingsOf
  readonly taxonomy: Taxonomy
  readonly background: Background
  readonly audit: Audit
  readonly exposure: { serve(token: string, request: Request): Promise<Response> }
  /** Work that waits from before goes on, and the hub is asked. */
  begin(): void
  /** Another page took over: what the one before was shown or told ends. */
  forgetPage(): void
  /** Covers, stops work, shuts database and vault. Never fails. */
  close(): Promise<void>
}

/** Builds every part by plain calls; later ones get earlier ones, callbacks lead back. */
export function openHouse({ ports, person, deviceId, hubUrl, store, vault, scratch }: HouseParts): House {
  const signals = createSignals(store.afterCommit)
  const settings = createSettings({ store, personId: person.id, systemLocale: ports.systemLocale })
  const taxonomy = loadTaxonomy(ports.paths.taxonomy)
  const background = createBackground()
  const audit = createAudit({ store, ids: ports.ids, clock: ports.clock, deviceId, person })
  const exposure = { serve: async () => new Response(null, { status: 404 }) } // TODO until exposure/ is there

  return {
    person, deviceId, hubUrl, store, vault, signals, settings, taxonomy, background, audit, exposure,
    begin() {},
    forgetPage: () => signals.close(),
    async close() {
      await closeAll([background, signals])
      await closeAll([{ close: () => scratch.clear() }, store, vault])
    },
  }
}
