import type { ReactNode } from 'react'
import type { ItemDetail, MediaFacts } from '../../../contract/api.ts'
import { formatDuration, formatName, shortAddress } from '../../i18n/format.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useSettings } from '../../state/settings.ts'
import { infractionName } from '../../state/taxonomy.ts'

type Props = { detail: ItemDetail; media: MediaFacts | null }

export function BeforeLooking({ detail, media }: Props) {
  const { t, time, locale } = useWords()
  const taxonomy = useSettings((settings) => settings.taxonomy)
  const { report } = detail
  return (
    <section aria-labelledby="before-looking" data-testid="before-looking">
      <h2 id="before-looking" className="heading">{t('review.before')}</h2>
      <dl className="facts">
        {media !== null && <MediaLine media={media} />}
        <Fact name={t('facts.source')}>
          {t(`words.source.${report.source}`)}, <span className="whole-line">{time(report.receivedAt)}</span>
        </Fact>
        {detail.url !== null && (
          <Fact name={t('facts.address')}>
            <span title={detail.url}>{shortAddress(detail.url, 32)}</span>
          </Fact>
        )}
        {detail.host !== null && !saysHost(detail.url, detail.host) && <Fact name={t('facts.host')}>{detail.host}</Fact>}
        {report.suspectedInfraction !== null && (
          <Fact name={t('facts.suspected')}>{infractionName(taxonomy, report.suspectedInfraction, locale)}</Fact>
        )}
        {report.violent && <Fact name={t('facts.violent')}>{t('facts.violentSays')}</Fact>}
        {media?.damaged === true && <Fact name={t('facts.damaged')}>{t('facts.damagedSays')}</Fact>}
      </dl>
      {media !== null && <Hashes media={media} />}
    </section>
  )
}

/** Whether the address as it is shown begins with the host already. */
function saysHost(url: string | null, host: string): boolean {
  return url !== null && shortAddress(url, 32).startsWith(host.replace(/^www\./, ''))
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function MediaLine({ media }: { media: MediaFacts }) {
  const { t, bytes } = useWords()
  const format = media.contentType === null ? '' : formatName(media.contentType)
  const said = [
    media.kind === null ? t('facts.kindUnknown') : `${t(`words.kind.${media.kind}`).toLowerCase()} ${format}`.trim(),
    media.width === null || media.height === null ? null : `${media.width} × ${media.height}`,
    media.durationSeconds === null ? null : formatDuration(media.durationSeconds),
    media.hasSound === null ? null : t(media.hasSound ? 'facts.withSound' : 'facts.withoutSound'),
    bytes(media.bytes),
  ]
  return (
    <Fact name={t('facts.type')}>
      {said.filter((part) => part !== null).join(', ')}
      {media.role === 'capture' && ` (${t('facts.capture')})`}
    </Fact>
  )
}

function Hashes({ media }: { media: MediaFacts }) {
  const { t } = useWords()
  const all = [
    ['SHA-256', media.sha256],
    ['SHA-1', media.sha1],
    ['MD5', media.md5],
    ['PDQ', media.pdq],
  ] as const
  return (
    <details data-testid="hashes">
      <summary className="soft">{t('facts.hashes')}</summary>
      <dl className="facts hashes">
        <Fact name={t('facts.name')}>{media.name}</Fact>
        {all.map(([name, value]) => value !== null && <Fact key={name} name={name}>{value}</Fact>)}
        {media.quality !== null && <Fact name={t('facts.quality')}>{t('facts.ofHundred', { count: media.quality })}</Fact>}
      </dl>
    </details>
  )
}
