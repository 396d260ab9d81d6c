import type { Match } from '../contract/match.ts'
import { AppError } from '../contract/error.ts'
import { packViews } from '../native/index.ts'
import type { House } from '../workstation/house.ts'
import type { Sought } from '../workstation/matching/queries.ts'
import { EXIT } from './command.ts'
import type { Command, Io } from './command.ts'
import { createFileAnalyzer } from './file-analyzer.ts'
import type { Analysed, FileAnalyzer } from './file-analyzer.ts'
import { withFileSource } from './file-source.ts'
import { PROFILE_OPTIONS, PROFILE_USAGE, withHouse } from './with-house.ts'

const USAGE = `Usage: npm run -s cli -- match FILE… --profile DIR

What the hash lists of a profile know of files; the files are not taken in. A line of JSON for each match, those that carry most first:
  {file, kind, certainty, list, trust, entry, reference, algorithm, distance, quality, view, entryView, seconds, percent}
{file, kind: "none"} where there is none, {file, error: {code}} where the file cannot be decoded; what its bytes match is told then too.

  kind        exact (equal values) | similar
  certainty   match | possible: a likeness too weak to rest a proposal on
  view        of the file, and of the entry, that were near: original, mirror, trim, tilt+2 …
  seconds     of a video: [[from, to], …] that the entry is met at; and which percent of the video that is

${PROFILE_USAGE}
  -h, --help               this text

Exit code: 0, 1 if a file failed, 2 if it was called wrongly or the profile is in use.`

function lineOf(file: string, match: Match): Record<string, unknown> {
  const { kind, certainty, list, entry, algorithm, distance, quality, view, entryView, video } = match
  const of = { list: list.name, trust: list.trust, entry: entry.id, reference: entry.sourceReference }
  return { file, kind, certainty, ...of, algorithm, distance, quality, view, entryView, seconds: video?.seconds ?? null, percent: video?.queryPercent ?? null }
}

function soughtOf({ hashes, analysis }: Analysed): Sought {
  const { md5, sha1, sha256 } = hashes
  const { kind, fingerprint, views, frames } = analysis
  const prints = { sha256, md5, sha1, kind, pdq: fingerprint?.pdq ?? null, quality: fingerprint?.quality ?? null, views: views.length === 0 ? null : packViews(views) }
  return { prints, frames }
}

async function matchFile(house: House, analyzer: FileAnalyzer, file: string, io: Io): Promise<boolean> {
  const tell = (line: Record<string, unknown>): void => io.out(JSON.stringify(line))
  try {
    const analysed = await withFileSource(file, analyzer.scratch, source => analyzer.analyse(source, { everyFrame: false, inColour: false }))
    const matches = await house.matching.recognise(soughtOf(analysed))
    for (const match of matches) tell(lineOf(file, match))
    if (analysed.analysis.failure !== null) throw new AppError(analysed.analysis.failure)
    if (matches.length === 0) tell({ file, kind: 'none' })
    return true
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    tell({ file, error: { code: error.code } })
    return false
  }
}

export const command: Command = {
  name: 'match',
  summary: 'What the hash lists of a profile know of files.',
  usage: USAGE,
  options: PROFILE_OPTIONS,
  async run(args, io) {
    const files = args.positionals
    if (files.length === 0) throw new AppError('cli.usage', { command: 'match', reason: 'Name at least one file.' })
    return withHouse('match', args, async house => {
      const analyzer = await createFileAnalyzer()
      try {
        let failed = 0
        for (const file of files) if (!(await matchFile(house, analyzer, file, io))) failed++
        return failed === 0 ? EXIT.ok : EXIT.failed
      } finally {
        await analyzer.close()
      }
    })
  },
}
