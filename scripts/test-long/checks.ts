/** A check of promises.md at its full number. */
export interface Check {
  name: string
  /** Of promises.md; or what else asks for it. */
  promise: string
  what: string
  runner: 'vitest' | 'playwright'
  paths: readonly string[]
  /** How often it tries: named on the command line's environment, another number holds. */
  env: Readonly<Record<string, string>>
  /** With a PATH on which no compiler is. */
  withoutCompiler?: true
}

export const CHECKS: readonly Check[] = [
  { name: 'plaintext', promise: '2', what: 'a full session in Chromium, then SIGKILL: everything on disk is searched', runner: 'playwright', paths: ['tests/e2e/canaries.test.ts'], env: { CANARIES: '200' } },
  {
    name: 'keys',
    promise: '3',
    what: 'keyring absent, weak, locked, changed; key files missing, of another profile, cut, changed; the hub’s key; enrolment codes',
    runner: 'vitest',
    paths: ['electron/device-secret.test.ts', 'workstation/session/session.test.ts', 'tests/faults/keys.test.ts', 'tests/contract/hub-embedded.test.ts', 'tests/contract/hub-people.test.ts'],
    env: { KEY_DAMAGES: '300' },
  },
  { name: 'histories', promise: '5', what: 'random histories of losses, doubles, delays, stops and kills between two workstations and a hub', runner: 'vitest', paths: ['tests/contract/hub-histories.test.ts'], env: { HISTORIES: '1000' } },
  { name: 'whole-way', promise: '5', what: 'kills of either side while people work, on real processes', runner: 'vitest', paths: ['tests/faults/whole-way-kills.test.ts'], env: { WAY_KILLS: '200' } },
  { name: 'hub-kills', promise: '5', what: 'kills of the hub while workstations send; its disk full', runner: 'vitest', paths: ['tests/faults/hub-kills.test.ts'], env: { HUB_KILLS: '100' } },
  { name: 'clock', promise: '5', what: 'clocks set a day forward or back in a session', runner: 'vitest', paths: ['tests/faults/clock.test.ts', 'workstation/review/history.test.ts'], env: { CLOCK_TURNS: '60' } },
  { name: 'full-disk', promise: '5, 6', what: 'a disk that is really full, amid any act', runner: 'vitest', paths: ['tests/faults/full-disk.test.ts', 'workstation/vault/full-disk.test.ts'], env: { FILLINGS: '60' } },
  { name: 'kills', promise: '6', what: 'kills of the workstation amid intake, decisions, lists, analysis and sync', runner: 'vitest', paths: ['tests/faults/workstation-kills.test.ts'], env: { KILLS: '1000' } },
  { name: 'rematch-kills', promise: 'lists', what: 'kills of the workstation while a list reaches what was queued before', runner: 'vitest', paths: ['tests/faults/rematch-kills.test.ts'], env: { REMATCH_KILLS: '100' } },
  { name: 'store-kills', promise: '6', what: 'kills of the store amid nothing but writes', runner: 'vitest', paths: ['workstation/store/crash.test.ts'], env: { STORE_KILLS: '1000' } },
  { name: 'damaged-files', promise: '6', what: 'write-ahead log cut or changed, its index gone, main file damaged', runner: 'vitest', paths: ['tests/faults/damaged-files.test.ts'], env: { DAMAGES: '200' } },
  { name: 'analyzer-kills', promise: '6', what: 'kills of the analyzer amid its jobs', runner: 'vitest', paths: ['tests/faults/analyzer-kills.test.ts'], env: { ANALYZER_KILLS: '200' } },
  { name: 'large-list', promise: 'lists', what: 'a list of five million rows beside a review in Chromium, a kill in the middle, a start', runner: 'playwright', paths: ['tests/e2e/large-list.test.ts'], env: { LIST_ROWS: '5000000' } },
  { name: 'long-video', promise: 'video', what: 'two hours of video through the analyzer: memory, progress, cancel', runner: 'vitest', paths: ['tests/faults/long-video.test.ts'], env: { VIDEO_MINUTES: '120' } },
  { name: 'tampering', promise: '7', what: 'every change, deletion, swap and cut of a log, on both sides', runner: 'vitest', paths: ['workstation/audit/tampering.test.ts', 'tests/contract/hub-audit.test.ts'], env: {} },
  { name: 'lock', promise: '9', what: 'lock of the system, sleep, idle: covered, keys zero', runner: 'vitest', paths: ['tests/faults/lock-hides.test.ts', 'electron/system-lock.test.ts', 'workstation/session/keys.test.ts'], env: { LOCKS: '50' } },
  { name: 'addon', promise: 'addon', what: 'the addon against its twin in TypeScript', runner: 'vitest', paths: ['native'], env: { ADDON_PICTURES: '1000' } },
  {
    name: 'twin',
    promise: 'addon',
    what: 'no compiler on the PATH and no addon: set-up, fingerprints, analysis, workstation',
    runner: 'vitest',
    paths: ['native', 'analyzer', 'workstation', 'cli', 'scripts', 'tests/laws'],
    env: { PARAVENT_NATIVE: 'off' },
    withoutCompiler: true,
  },
]
