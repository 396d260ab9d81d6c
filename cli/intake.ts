import type { z } from 'zod'
import type { IntakeSummary } from '../contract/api.ts'
import { AppError } from '../contract/error.ts'
import { ReportDraft } from '../contract/report.ts'
import { Signal } from '../contract/signals.ts'
import { ReportSource } from '../contract/words.ts'
import type { House } from '../workstation/house.ts'
import { EXIT, type Arguments, type Command, type Io } from './command.ts'
import { PROFILE_OPTIONS, PROFILE_USAGE, text, withHouse } from './with-house.ts'

const USAGE = `Usage: npm run -s cli -- intake PATH… --profile DIR

Takes files, folders (with all below them; links are not followed) and zip archives into a new report, seals and analyses
them. Prints a line of JSON for each file {path, status, sha256, bytes, itemId, code} and a last one for the report
{reference, reportId, counts, seenUrls, analysis, sources}. Progress goes to stderr.

${PROFILE_USAGE}
  --source SOURCE          ${ReportSource.options.join(' | ')}
  --url URL                a reported address; may be repeated. One address: the files are from there
  --text TEXT              what the report says
  --suspected INFRACTION   by its id of the taxonomy
  --violent                the report is said to be violent
  --remove-sources         removes each file after all is sealed and written, unless something of it was refused
  --no-wait                does not wait for the analysis, which goes on when the profile is opened
  -h, --help               this text

Exit code: 0, 1 if a file was refused or it did not work, 2 if it was called wrongly or the profile is in use.`

type Summary = z.infer<typeof IntakeSummary>
type Work = { house: House; io: Io; removeSources: boolean }

function readDraft({ values }: Arguments): ReportDraft {
  const parsed = ReportDraft.safeParse({
    source: text(values['source']) ?? 'professional_platform',
    receivedAt: new Date().toISOString(),
    text: text(values['text']) ?? '',
    urls: Array.isArray(values['url']) ? values['url'] : [],
    suspectedInfraction: text(values['suspected']) ?? null,
    violent: values['violent'] === true,
  })
  if (parsed.success) return parsed.data
  const [where] = parsed.error.issues
  throw new AppError('cli.usage', { command: 'intake', reason: `What is given for the report does not fit: ${where?.path.join('.') ?? ''}.` })
}

/** Files whose taking in fails as a whole (no room on the disk) leave no half of a report. */
async function takeIn({ house, io, removeSources }: Work, draft: ReportDraft, paths: readonly string[]): Promise<Summary> {
  const { intakeId } = house.intake.start({ report: draft })
  try {
    for (const path of paths) await house.intake.addPath(intakeId, path, { removeSources })
    return await house.intake.finish(intakeId)
  } catch (error) {
    await house.intake.cancel(intakeId).catch(() => io.err('what was sealed for it is removed when the profile is opened'))
    throw error
  }
}

/** One line a second at most. */
async function tellProgress(house: House, io: Io): Promise<void> {
  const decoder = new TextDecoder()
  let last = 0
  // Each piece of the stream is a whole line.
  for await (const line of house.signals.stream()) {
    const sentence = sentenceOf(Signal.parse(JSON.parse(decoder.decode(line))))
    if (sentence === null || performance.now() - last < 1000) continue
    last = performance.now()
    io.err(sentence)
  }
}

function sentenceOf(signal: Signal): string | null {
  if (signal.type === 'intake' && signal.intake.state !== 'done') {
    return `taking in: ${signal.intake.files} files, ${Math.round(signal.intake.bytes / 1e6)} of ${Math.round(signal.intake.totalBytes / 1e6)} MB`
  }
  if (signal.type !== 'analysis') return null
  const { waiting, running, done, failed } = signal.analysis
  return `analysing: ${done + failed} done (${failed} failed), ${waiting + running} to do`
}

function analysisOf(house: House, { files }: Summary): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const sha256 of new Set(files.flatMap((file) => file.sha256 ?? []))) {
    const state = house.analysis.facts(sha256)?.state ?? 'pending'
    counts[state] = (counts[state] ?? 0) + 1
  }
  return counts
}

async function run(house: House, args: Arguments, io: Io): Promise<number> {
  const draft = readDraft(args)
  const removeSources = args.values['remove-sources'] === true
  tellProgress(house, io).catch(() => io.err('progress cannot be told any more'))
  const summary = await takeIn({ house, io, removeSources }, draft, args.positionals)
  for (const file of summary.files) io.out(JSON.stringify(file))
  const sources = removeSources ? await house.intake.removeSources(summary.progress.intakeId) : null
  if (args.values['no-wait'] !== true) await house.analysis.idle()
  const { reference, counts, seenUrls, progress } = summary
  io.out(JSON.stringify({ reference, reportId: progress.reportId, counts, seenUrls, analysis: analysisOf(house, summary), sources }))
  return counts.refused === 0 && (sources?.kept.length ?? 0) === 0 ? EXIT.ok : EXIT.failed
}

export const command: Command = {
  name: 'intake',
  summary: 'Takes files, folders and archives into a profile.',
  usage: USAGE,
  options: {
    ...PROFILE_OPTIONS,
    source: { type: 'string' },
    url: { type: 'string', multiple: true },
    text: { type: 'string' },
    suspected: { type: 'string' },
    violent: { type: 'boolean' },
    'remove-sources': { type: 'boolean' },
    'no-wait': { type: 'boolean' },
  },
  async run(args, io) {
    const urls = args.values['url']
    if (args.positionals.length === 0 && urls === undefined) throw new AppError('cli.usage', { command: 'intake', reason: 'Name a file or a folder, or an address by --url.' })
    try {
      return await withHouse('intake', args, (house) => run(house, args, io))
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'profile.in_use') throw error
      io.err(JSON.stringify({ error: { code: error.code, facts: error.facts } }))
      io.err('Another process works on this profile.')
      return EXIT.usage
    }
  },
}
