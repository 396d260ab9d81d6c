import type { AnalyzerLimits } from '../contract/analyzer.ts'
import { AppError } from '../contract/error.ts'

export type Size = { width: number; height: number }

/** The longest side that an analysis tells; a header may claim two thousand times more. */
const LONGEST_TOLD = 1_000_000

/** What an analysis says of a claimed size, before anybody believes it. */
export function toldSize({ width, height }: Size): { width: number | null; height: number | null } {
  return width <= LONGEST_TOLD && height <= LONGEST_TOLD ? { width, height } : { width: null, height: null }
}

/** Fails with `picture.too_many_pixels`. */
export function refuseTooManyPixels({ width, height }: Size, { maxPixels }: AnalyzerLimits): void {
  if (width * height > maxPixels) throw new AppError('picture.too_many_pixels', { width, height, limit: maxPixels })
}

/** Memory of the process before it decodes, bytes. */
const BASELINE = 120 * 1024 * 1024
/** Peak of decoding to raw RGB, bytes a pixel, measured at 36 and 49 megapixels (libvips 8.18); some decoders hold several copies. */
const BYTES_PER_PIXEL: Record<string, number> = { heif: 18, webp: 8.2, gif: 7.4, png: 6, jpeg: 6.8, tiff: 6 }

/** Fails with `analyzer.memory_limit` where a format's decoder would need more: refused here instead of killed midway. */
export function refuseTooMuchMemory({ width, height }: Size, format: string, { memoryBytes }: AnalyzerLimits): void {
  const needed = BASELINE + width * height * (BYTES_PER_PIXEL[format] ?? 8)
  if (needed > memoryBytes) throw new AppError('analyzer.memory_limit', { width, height, limit: memoryBytes })
}
