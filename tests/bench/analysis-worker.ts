import { parentPort } from 'node:worker_threads'
import { AnalyzerLimits } from '../../contract/analyzer.ts'
import { analyse } from '../../analyzer/analyse.ts'
import { smallGrey } from '../../analyzer/cover.ts'
import { coveredViewsOf } from '../../analyzer/derivatives.ts'
import { giveBack } from '../../analyzer/give-back.ts'
import { hashesOf } from '../../analyzer/hashing.ts'
import { decodePicture, factsOfPicture } from '../../analyzer/picture.ts'
import type { Port } from '../../analyzer/port.ts'
import { sharp } from '../../analyzer/sharp.ts'
import { readSource } from '../../analyzer/source.ts'
import { canvasOfRgb, pdqOfRgb } from '../../native/index.ts'

/** One core's share of tests/bench/analysis.ts: what an analyzer does with each file, without the channel to the core. */

const limits = AnalyzerLimits.parse({})
const silent: Port = { send: async () => {}, onMessage: () => {} }

const WAYS: Record<string, (bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>> = {
  decode: (bytes) => sharp(bytes).raw().toBuffer(),
  givenBack: async (bytes) => giveBack((await decodePicture(bytes, await factsOfPicture(bytes, 'jpeg'), limits)).pixels),
  plain: async (bytes) => {
    await hashesOf(readSource({ kind: 'bytes', bytes }))
    const { pixels, width, height } = await decodePicture(bytes, await factsOfPicture(bytes, 'jpeg'), limits)
    const found = [pdqOfRgb(pixels, width, height), coveredViewsOf(smallGrey(canvasOfRgb(pixels, width, height), { width, height }, 1))]
    giveBack(pixels)
    return found
  },
  whole: (bytes) => analyse({ type: 'analyse', job: 'bench', source: { kind: 'bytes', bytes }, scratch: '', limits, everyFrame: false, inColour: false }, silent),
}

parentPort?.on('message', async ({ way, files }: { way: string; files: Uint8Array<ArrayBuffer>[] }) => {
  for (const bytes of files) await WAYS[way]!(bytes)
  parentPort?.postMessage('done')
})
