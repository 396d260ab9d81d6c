import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** `npm run build`: the page that both shells serve, then the desktop shell's main process, analyzer and workers. */
const root = fileURLToPath(new URL('..', import.meta.url))
const BUILDS = [
  ['vite/bin/vite.js', 'build', '--config', 'renderer/vite.config.ts', '--logLevel', 'warn'],
  ['electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'],
] as const

for (const [tool, ...args] of BUILDS) {
  const { status } = spawnSync(process.execPath, [`${root}node_modules/${tool}`, ...args], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
