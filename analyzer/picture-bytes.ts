import type { AnalyzerLimits, FileSource } from '../contract/analyzer.ts'
import { pngOfBitmap } from './bitmap.ts'
import { wholeOf } from './source.ts'

/** The whole picture's file in a format that sharp reads, and which one that is. */
export async function pictureBytes(
  format: string,
  { source, scratch, limits }: { source: FileSource; scratch: string; limits: AnalyzerLimits },
): Promise<{ bytes: Uint8Array; format: string }> {
  if (format !== 'bmp') return { bytes: await wholeOf(source), format }
  return { bytes: await pngOfBitmap(source, scratch, limits), format: 'png' }
}
