/** Who may import whom: one rule for each folder of the plan, with the sentence that a refused import is told. */
export interface ArrowRule {
  /** A folder of the project. */
  folder: string
  /** Other folders of the project that its files may import. */
  mayImport: readonly string[]
  /** If given, the only packages (Node's own modules included) that its files may import. */
  onlyPackages?: readonly string[]
  /** Packages that its files may not import; `node:` stands for all of Node's own. */
  neverPackages?: readonly string[]
  why: string
}

const EVERY_PART = ['contract', 'workstation', 'analyzer', 'native', 'hub', 'electron', 'preview', 'cli', 'resources', 'scripts']
const NETWORK = ['node:http', 'node:https', 'node:http2', 'node:net', 'node:tls', 'node:dgram', 'node:dns', 'hono', '@hono/node-server']

export const ARROW_RULES: readonly ArrowRule[] = [
  {
    folder: 'contract',
    mayImport: [],
    onlyPackages: ['zod'],
    why: 'contract/ holds the words that every part speaks; it runs in the page too, so it imports zod and nothing else.',
  },
  {
    folder: 'renderer',
    mayImport: ['contract'],
    neverPackages: ['node:', 'electron'],
    why: 'The renderer speaks to the core by fetch alone; what it imported of the core would run in the page.',
  },
  {
    folder: 'workstation',
    mayImport: ['contract', 'native'],
    neverPackages: ['electron', 'react', 'react-dom'],
    why: 'The core runs in any shell: it starts the analyzer through a port and speaks to the hub over HTTP.',
  },
  {
    folder: 'analyzer',
    mayImport: ['contract', 'native'],
    neverPackages: ['electron', 'better-sqlite3', ...NETWORK],
    why: 'The analyzer meets hostile files: it has no network, no database and no code of the core.',
  },
  {
    folder: 'native',
    mayImport: ['contract'],
    neverPackages: ['electron', ...NETWORK],
    why: 'native/ computes: it knows fingerprints and nothing of who asks.',
  },
  {
    folder: 'hub',
    mayImport: ['contract', 'native'],
    neverPackages: ['electron', 'better-sqlite3'],
    why: 'The hub is another machine: what it shares with a workstation is the protocol in contract/.',
  },
  {
    folder: 'electron',
    mayImport: ['contract', 'workstation'],
    why: 'A shell brings ports to the core and shows its pages; it reaches nothing behind the core.',
  },
  {
    folder: 'preview',
    mayImport: ['contract', 'workstation'],
    neverPackages: ['electron'],
    why: 'A shell brings ports to the core and shows its pages; it reaches nothing behind the core.',
  },
  {
    folder: 'cli',
    mayImport: ['contract', 'workstation', 'native', 'preview'],
    neverPackages: ['electron'],
    why: 'The command line is one more door of the core in plain Node, with the ports of the preview; it starts the analyzer by its entry.',
  },
  {
    folder: 'resources',
    mayImport: ['contract', 'native'],
    neverPackages: ['electron'],
    why: 'Resources are data and what makes them; they know the words and the fingerprints, not the parts that read them.',
  },
  {
    folder: 'scripts',
    mayImport: EVERY_PART.filter(part => part !== 'scripts' && part !== 'electron'),
    neverPackages: ['electron'],
    why: 'Scripts start the parts; the user interface is built, never imported, and Electron starts itself.',
  },
  {
    folder: 'tests',
    mayImport: [...EVERY_PART, 'renderer'],
    why: 'Tests may reach every part.',
  },
]

/** Nothing imports tests/, but tests: those that stand beside their source may use tests/support. */
export const WHY_NOT_TESTS = 'What is shipped must not depend on tests; only *.test.ts files may use tests/support.'
export const WHY_NO_CIRCLE = 'Files that import one another in a circle cannot be read, tested or moved one at a time.'
export const WHY_A_RULE = 'This folder has no arrow rule: add one to scripts/arrows/rules.ts.'
