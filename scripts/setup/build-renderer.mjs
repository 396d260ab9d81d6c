import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { nodeBinary } from './check-node-binary.mjs'
import { Problem } from './problem.mjs'
import { at, digestOfFiles, filesUnder, readIfThere, root } from './project.mjs'

/** Where the digest of the sources of the last build is kept: outside the folder that the build empties. */
const notePath = at('out', 'renderer.sources')

/** Builds renderer/ into out/renderer when its sources are not those of the last build. */
export function buildRenderer() {
  const sources = [...filesUnder('renderer'), ...filesUnder('contract')].filter(path => !/\.test\.tsx?$/.test(path))
  const digest = digestOfFiles([...sources, 'package-lock.json'])
  if (existsSync(at('out', 'renderer', 'index.html')) && readIfThere(notePath) === digest) return
  console.log('set-up: building the user interface …')
  const vite = at('node_modules', 'vite', 'bin', 'vite.js')
  const { status, stdout, stderr } = spawnSync(nodeBinary, [vite, 'build', '--config', 'renderer/vite.config.ts', '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Problem(`the user interface could not be built:\n${stdout}${stderr}`)
  writeFileSync(notePath, digest)
}
