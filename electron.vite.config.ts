import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'electron-vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Each worker thread of the core is a file of its own, found by its name at run time. */
const workers = readdirSync(at('workstation/workers'))
  .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map(file => [`workers/${file.replace(/\.ts$/, '')}`, at(`workstation/workers/${file}`)])

/**
 * Builds the desktop shell's main process, the analyzer's entry and the workers into out/main. The page is built by
 * renderer/vite.config.ts alone, so that both shells serve the very same files. There is no preload.
 */
export default defineConfig({
  main: {
    plugins: [
      {
        name: 'type of module',
        // Outside the archive no package.json lies above these files, and what they are would be guessed.
        generateBundle() {
          this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "module" }' })
        },
      },
    ],
    build: {
      outDir: 'out/main',
      target: 'node24',
      // Threads and the analyzer run outside the app's archive, where they find no packages: all that is JavaScript goes into
      // the bundle, and what is native (or may be missing) stays a package.
      externalizeDeps: false,
      rollupOptions: {
        input: { main: at('electron/main.ts'), analyzer: at('analyzer/main.ts'), ...Object.fromEntries(workers) },
        external: ['electron', 'better-sqlite3', 'sharp', 'ffmpeg-static', /^node:/],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
})
