import { AppError } from '../contract/error.ts'
import { vpdqLine } from '../workstation/hashlists/formats/vpdq-text.ts'
import { createFileAnalyzer } from './file-analyzer.ts'
import type { Analysed, FileAnalyzer } from './file-analyzer.ts'
import { EXIT } from './command.ts'
import type { Command, Io } from './command.ts'
import { withFileSource } from './file-source.ts'

const USAGE = `Usage: npm run -s cli -- hash FILE…
       npm run -s cli -- hash --frames [--every-frame] VIDEO

Prints one line of JSON for each file:
  {file, type, bytes, width, height, md5, sha1, sha256, pdq, quality, views}
or {file, error: {code}} for one that cannot be hashed. The type is told by the bytes, not by the name. A video has
no pdq of its own: ask for its frames.

  --frames        a line "frame,quality,hex,seconds" (vPDQ) for one frame of each second
  --every-frame   the same for every frame
  -h, --help      this text

Exit code: 0, 1 if a file failed, 2 if it was called wrongly.`

type Options = { frames: boolean; everyFrame: boolean }

function factsLine(file: string, { hashes, analysis }: Analysed): string {
  const { md5, sha1, sha256, bytes } = hashes
  const { contentType: type, width, height, fingerprint, views } = analysis
  const quality = fingerprint?.quality ?? null
  return JSON.stringify({ file, type, bytes, width, height, md5, sha1, sha256, pdq: fingerprint?.pdq ?? null, quality, views })
}

function frameLines({ analysis }: Analysed): string[] {
  if (analysis.kind !== 'video') throw new AppError('file.unsupported_type')
  return analysis.frames.map(vpdqLine)
}

async function hashFile(analyzer: FileAnalyzer, file: string, options: Options, io: Io): Promise<boolean> {
  try {
    const analysed = await withFileSource(file, analyzer.scratch, source => analyzer.analyse(source, { everyFrame: options.everyFrame, inColour: options.frames }))
    if (analysed.analysis.failure !== null) throw new AppError(analysed.analysis.failure)
    const lines = options.frames ? frameLines(analysed) : [factsLine(file, analysed)]
    lines.forEach(io.out)
    return true
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const line = JSON.stringify({ file, error: { code: error.code } })
    // vPDQ lines on stdout stay pure; a file that failed is told beside them.
    if (options.frames) io.err(line)
    else io.out(line)
    return false
  }
}

export const command: Command = {
  name: 'hash',
  summary: 'Fingerprints of files, or of the frames of a video.',
  usage: USAGE,
  options: { frames: { type: 'boolean' }, 'every-frame': { type: 'boolean' } },
  async run({ values, positionals }, io) {
    const everyFrame = values['every-frame'] === true
    const options = { frames: everyFrame || values['frames'] === true, everyFrame }
    if (positionals.length === 0) throw new AppError('cli.usage', { command: 'hash', reason: 'Name at least one file.' })
    if (options.frames && positionals.length > 1) throw new AppError('cli.usage', { command: 'hash', reason: '--frames takes one file.' })
    const analyzer = await createFileAnalyzer()
    try {
      let failed = 0
      for (const file of positionals) if (!(await hashFile(analyzer, file, options, io))) failed++
      return failed === 0 ? EXIT.ok : EXIT.failed
    } finally {
      await analyzer.close()
    }
  },
}
