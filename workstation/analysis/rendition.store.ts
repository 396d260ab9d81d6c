import type Database from 'better-sqlite3'

/** What the analyzer made for a reveal; its bytes are sealed in the vault under `vaultSha256`. */
export interface Rendition {
  readonly vaultSha256: string
  readonly contentType: string
  /** Pixels. */
  readonly width: number
  readonly height: number
  readonly bytes: number
}
export type RenditionKind = 'full' | 'proxy'

export interface RenditionStore {
  get(sha256: string, what: RenditionKind): Rendition | null
  put(sha256: string, what: RenditionKind, rendition: Rendition): void
  /** Whether these sealed bytes are a media or a rendition of something. */
  holds(vaultSha256: string): boolean
}

export function createRenditionStore(db: Database.Database): RenditionStore {
  const get = db.prepare<[string, string], Rendition>(
    'select vault_sha256 as vaultSha256, content_type as contentType, width, height, bytes from rendition where sha256 = ? and what = ?',
  )
  const put = db.prepare(
    `insert or replace into rendition (sha256, what, vault_sha256, content_type, width, height, bytes)
     values (:sha256, :what, :vaultSha256, :contentType, :width, :height, :bytes)`,
  )
  const holds = db.prepare<[string, string], { found: number }>(
    'select exists (select 1 from media where sha256 = ?) or exists (select 1 from rendition where vault_sha256 = ?) as found',
  )
  return {
    get: (sha256, what) => get.get(sha256, what) ?? null,
    put: (sha256, what, rendition) => void put.run({ sha256, what, ...rendition }),
    holds: (vaultSha256) => holds.get(vaultSha256, vaultSha256)?.found === 1,
  }
}
