import { fileURLToPath } from 'node:url'
import { findViolations } from './arrows/find-violations.ts'
import { readImports } from './arrows/read-imports.ts'

/** `node scripts/arrows.ts [FOLDER]`: tells every import that the plan does not allow, and fails if there is one. */
const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url))
const violations = findViolations(await readImports(root))
for (const { from, to, why } of violations) console.error(`${from} → ${to}\n    ${why}`)
process.exitCode = violations.length === 0 ? 0 : 1
