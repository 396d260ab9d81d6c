import { Report } from '../../contract/report.ts'
import type { ReportedItem } from '../../contract/report.ts'
import type { Taxonomy } from '../../contract/taxonomy.ts'
import { ReportSource } from '../../contract/words.ts'
import type { Content } from './contents.ts'
import type { Random } from './random.ts'
import { address, host, reportText } from './texts.ts'

export interface SubmittedReport {
  report: Report
  items: ReportedItem[]
}

/** How many items a report brings: most bring one, a partner's some more. They go round. */
const SIZES = [1, 1, 2, 1, 1, 3, 1, 2, 1, 6, 1, 1, 2, 1, 4, 1, 1, 2]
const FIRST_NUMBER = 41_020
const HOURS = 60

/** Puts contents into reports of every source, spread over the last days before `now`; then reports four addresses again. */
export function makeReports(contents: readonly Content[], taxonomy: Taxonomy, random: Random, now: Date): SubmittedReport[] {
  const waiting = random.shuffle(contents)
  const groups: Content[][] = []
  while (waiting.length > 0) groups.push(waiting.splice(0, SIZES[groups.length % SIZES.length] ?? 1))
  const count = groups.length + 4
  const momentOf = (at: number): Date => new Date(now.getTime() - (HOURS * 3_600_000 * (count - at - random.next() * 0.9)) / count)
  const reports = groups.map((group, at) => makeReport(group, at, momentOf(at), taxonomy, random))
  const addresses = reports.flatMap(({ report, items }) =>
    items.filter(item => item.url !== null).map(item => ({ url: item.url, suspected: report.suspectedInfraction })),
  )
  for (let again = 0; again < 4; again++) {
    const { url, suspected } = random.pick(addresses.slice(again * 8, again * 8 + 8))
    const twin = makeReport(
      [{ material: null, withUrl: true, suspected }],
      groups.length + again,
      momentOf(groups.length + again),
      taxonomy,
      random,
    )
    reports.push({ report: { ...twin.report, urls: url === null ? [] : [url] }, items: twin.items.map(item => ({ ...item, url })) })
  }
  return reports
}

function makeReport(contents: readonly Content[], number: number, at: Date, taxonomy: Taxonomy, random: Random): SubmittedReport {
  const infractions = taxonomy.fields.flatMap(field => field.infractions)
  const source = ReportSource.options[number % ReportSource.options.length] ?? 'public_form'
  const suspected =
    contents.find(content => content.suspected !== null)?.suspected ?? (random.next() < 0.75 ? random.pick(infractions).id : null)
  const infraction = infractions.find(candidate => candidate.id === suspected)
  const locale = source === 'partner_hotline' || random.next() < 0.3 ? 'en' : 'fr'
  const onHost = host(random)
  const items = contents.map((content): ReportedItem => ({
    id: random.id(at.getTime()),
    url: content.withUrl ? address(random, onHost, extensionOf(content)) : null,
    media: content.material ? [{ sha256: content.material.sha256, name: content.material.name, bytes: content.material.bytes.length }] : [],
  }))
  const report = Report.parse({
    id: random.id(at.getTime()),
    reference: `${at.getUTCFullYear()}-${FIRST_NUMBER + number}`,
    origin: 'hub',
    source,
    receivedAt: at.toISOString(),
    createdAt: at.toISOString(),
    text: reportText(random, locale, source, infraction?.name[locale] ?? null),
    urls: items.flatMap(item => (item.url === null ? [] : [item.url])),
    suspectedInfraction: suspected,
    violent: infraction?.violent ?? false,
    contact: random.next() < 0.25 ? `personne${random.int(10, 99)}@courriel.example` : null,
    externalScore: random.next() < 0.4 ? Number(random.next().toFixed(2)) : null,
  })
  return { report, items }
}

/** An address of the file itself ends as the file's name does; an address of a page has no such end. */
function extensionOf({ material }: Content): string | null {
  const extension = material?.name.match(/\.([a-z0-9]+)$/)?.[1]
  return extension ?? null
}
