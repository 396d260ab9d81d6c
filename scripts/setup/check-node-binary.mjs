import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { notePath } from './install-packages.mjs'
import { Problem } from './problem.mjs'
import { at, readNote, sha256 } from './project.mjs'

/** The Node 24 that the project runs on, brought by the `node` package. */
export const nodeBinary =
  process.platform === 'win32' ? at('node_modules', 'node', 'bin', 'node.exe') : at('node_modules', 'node', 'bin', 'node')

/**
 * The `node` package fetches its binary by a nested install which the lockfile does not pin: so the version and the
 * digest are pinned in node-binary.json and checked here, once for each binary (its size and time are remembered).
 */
export function checkNodeBinary() {
  if (!existsSync(nodeBinary)) {
    throw new Problem('node_modules/node has no binary (was its install script blocked?). Remove node_modules and run the command again.')
  }
  const { size, mtimeMs } = statSync(nodeBinary)
  const note = readNote(notePath) ?? {}
  if (note.node?.size === size && note.node?.mtimeMs === mtimeMs) return
  check(JSON.parse(readFileSync(at('scripts', 'setup', 'node-binary.json'), 'utf8')))
  writeFileSync(notePath, JSON.stringify({ ...note, node: { size, mtimeMs } }))
}

function check(pinned) {
  const platform = `${process.platform}-${process.arch}`
  const expected = pinned.sha256[platform]
  const found = sha256(readFileSync(nodeBinary))
  // The digest comes first: a binary that is not the pinned one is not run.
  if (expected === undefined) {
    console.log(`set-up: no digest of Node is pinned for ${platform}; its SHA-256 is ${found} (scripts/setup/node-binary.json).`)
  } else if (found !== expected) {
    throw new Problem(
      `node_modules/node/bin/node is not the binary that scripts/setup/node-binary.json pins for ${platform}: SHA-256 ${found}, ` +
        `expected ${expected}. Do not run it. Remove node_modules and run the command again; if it stays so, report it.`,
    )
  }
  const version = spawnSync(nodeBinary, ['--version'], { encoding: 'utf8' }).stdout?.trim()
  if (version !== `v${pinned.version}`) {
    throw new Problem(
      `node_modules/node is Node ${version ?? 'that does not start'}, expected v${pinned.version}. Remove node_modules and run again.`,
    )
  }
}
