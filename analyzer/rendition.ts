import type { AnalyzerAnswer } from '../contract/analyzer.ts'

/** Something that we encoded ourselves, ready to be sent. */
export type Rendition = {
  facts: Extract<AnalyzerAnswer, { type: 'rendered' }>['untrusted']
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** Removes what was held for it. */
  dispose(): Promise<void>
}
