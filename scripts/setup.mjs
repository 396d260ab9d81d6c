// Makes a machine ready, before `npm start` and `npm test`. It runs on the Node that the machine has (20 or newer) and
// before any package is there: plain JavaScript, nothing imported but Node's own. It is quiet when all is there.
import { buildAddon } from './setup/build-addon.mjs'
import { buildRenderer } from './setup/build-renderer.mjs'
import { checkNodeBinary } from './setup/check-node-binary.mjs'
import { installPackages } from './setup/install-packages.mjs'
import { provideSystemTools } from './setup/provide-system-tools.mjs'
import { Problem } from './setup/problem.mjs'

try {
  installPackages()
  checkNodeBinary()
  provideSystemTools()
  buildAddon()
  buildRenderer()
} catch (error) {
  if (!(error instanceof Problem)) throw error
  console.error(`set-up: ${error.message}`)
  process.exit(1)
}
