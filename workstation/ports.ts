import type { AnalyzerAnswer, AnalyzerRequest } from '../contract/analyzer.ts'
import type { Locale } from '../contract/words.ts'

/** What a shell must bring. The core knows no shell and locates no file by itself. */
export interface Ports {
  paths: Paths
  shell: 'electron' | 'preview'
  version: string
  systemLocale: Locale
  /** The hub that the shell was told of: set-up proposes it. */
  hubUrl: string | null
  /** Whether the system refuses captures of our window. */
  contentProtection: boolean
  /** Present only for a profile of demonstration data: what the sign-in page may tell. */
  demonstration: { people: { login: string; passphrase: string }[] } | null
  clock: Clock
  ids: { next(): string }
  deviceSecret: DeviceSecret
  startAnalyzer(): AnalyzerProcess
  /** For talking to the hub; a test brings one that drops, delays or lies. */
  fetch: typeof fetch
  /** Locks on the system's own signs (lock, sleep); returns the way to stop listening. */
  onSystemLock(listener: () => void): () => void
  /** Tells what was thrown and nobody caught; what stays in memory may be wrong then. Returns the way to stop listening. */
  onFault(listener: (error: unknown) => void): () => void
}

export interface Paths {
  /** The profile folder: database, vault, slots, scratch. */
  profile: string
  /** Numbered SQL files of workstation/store/migrations. */
  migrations: string
  /** The built UI (out/renderer). */
  ui: string
  taxonomy: string
  policy: string
  /** Entries of the worker threads, by name (`kdf`, `search`, `list-import` …), as file paths. */
  workers: string
}

export interface Clock {
  /** Wall clock, ISO 8601 UTC. */
  now(): string
  /** Milliseconds that never go back; only differences mean something. */
  monotonic(): number
}

/** The device's token at the hub, kept by the OS keyring (Electron) or a file of mode 0600 (preview, said so). */
export interface DeviceSecret {
  get(): Promise<string | null>
  set(secret: string): Promise<void>
}

/** One analyzer process; it dies with `kill` or by itself, and `onExit` tells either once. */
export interface AnalyzerProcess {
  readonly pid: number | undefined
  post(request: AnalyzerRequest): void
  onAnswer(listener: (answer: AnalyzerAnswer) => void): void
  onExit(listener: (exit: { code: number | null; signal: string | null }) => void): void
  /** SIGKILL, with its children. */
  kill(): void
}
