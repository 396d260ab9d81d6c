import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startPreview } from '../../../preview/main.ts'

/** The workstation as the preview shell runs it, alone in this process, with a watch on its event loop. Spoken to by IPC: see `process.ts`. */

/** Milliseconds. */
export interface Delay {
  p50: number
  p99: number
  max: number
}

const [profile = '', hubUrl = ''] = process.argv.slice(2)
const preview = await startPreview({ profile, demonstration: null, hubUrl, port: 0, allowPreview: true })
const loop = monitorEventLoopDelay({ resolution: 1 })

process.on('message', (asked: 'watch' | 'tell' | 'close') => {
  if (asked === 'watch') {
    loop.reset()
    loop.enable()
  } else if (asked === 'tell') {
    loop.disable()
    const at = (nanoseconds: number): number => nanoseconds / 1e6
    process.send?.({ p50: at(loop.percentile(50)), p99: at(loop.percentile(99)), max: at(loop.max) } satisfies Delay)
  } else {
    void preview.close().then(() => process.disconnect())
  }
})
process.send?.(preview.server.address())
