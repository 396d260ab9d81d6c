import { useRef, useState } from 'react'
import type { ItemDetail } from '../../../contract/api.ts'
import { call } from '../../api/client.ts'
import { useWords } from '../../i18n/use-words.ts'
import { loadItem } from '../../state/item.ts'
import { openDialog } from '../../state/page.ts'
import { useProgress } from '../../state/progress.ts'
import { Bar } from '../../ui/bar.tsx'
import { copyText } from '../../ui/copy-text.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useAct } from '../../ui/use-act.ts'
import type { NotDrawn } from './showable.ts'

type NotShownProps = { detail: ItemDetail; showable: NotDrawn }

/** A media of which nothing can be drawn, and why; a failed one can be tried again, a long analysis given up. */
export function NotShown({ detail, showable }: NotShownProps) {
  const { t, failure } = useWords()
  const { busy, problem, act } = useAct()
  const { media, kind } = showable
  const fraction = useProgress((progress) => progress.analysis?.long.find(({ sha256 }) => sha256 === media.sha256)?.fraction)
  const ask = (what: 'retry' | 'stopAnalysis'): void => act(() => call(what, { id: detail.id }).then(loadItem))
  return (
    <div className="picture-area">
      <div className="stage-card" data-testid={`media-${kind}`}>
        <h2>{t(`review.${kind}`)}</h2>
        <p>{kind === 'failed' ? failure(media.failure ?? 'internal') : t(`review.${kind}Says`)}</p>
        {kind === 'failed' && (
          <>
            <p className="dim">{t('review.failedSays')}</p>
            <button type="button" className="button" disabled={busy} data-testid="retry" onClick={() => ask('retry')}>
              {t('review.retry')}
            </button>
          </>
        )}
        {kind === 'pending' && fraction !== undefined && (
          <>
            <Bar fraction={fraction} label={t('review.analysedSoFar')} />
            <button type="button" className="button" disabled={busy} onClick={() => ask('stopAnalysis')}>
              {t('review.stopAnalysis')}
            </button>
          </>
        )}
        <ProblemLine problem={problem} />
      </div>
    </div>
  )
}

/** An item that is only an address: told as text, never a link; captures can be attached where the core allows it. */
export function NoMedia({ detail }: { detail: ItemDetail }) {
  const { t } = useWords()
  const picker = useRef<HTMLInputElement>(null)
  const address = useRef<HTMLParagraphElement>(null)
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no')
  const attach = (files: readonly File[]): void => {
    if (files.length > 0) openDialog({ kind: 'attach', itemId: detail.id, files })
  }
  return (
    <div
      className="picture-area"
      onDragOver={(event) => {
        if (detail.may.attach) event.preventDefault()
      }}
      onDrop={(event) => {
        event.preventDefault()
        if (detail.may.attach) attach([...event.dataTransfer.files])
      }}
    >
      <div className="stage-card">
        <h2>{t('review.urlOnly')}</h2>
        {detail.url !== null && (
          <>
            <p className="address" ref={address}>
              {detail.url}
            </p>
            <button
              type="button"
              className="button"
              onClick={() => setCopied(address.current !== null && copyText(address.current) ? 'yes' : 'failed')}
            >
              {t(copied === 'no' ? 'review.copy' : copied === 'yes' ? 'review.copied' : 'review.copyFailed')}
            </button>
          </>
        )}
        {detail.may.attach && (
          <>
            <p className="dim">{t('review.attachSays')}</p>
            <button type="button" className="button" data-testid="attach" onClick={() => picker.current?.click()}>
              {t('review.attach')}
            </button>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              onChange={(event) => attach([...(event.target.files ?? [])])}
            />
          </>
        )}
      </div>
    </div>
  )
}
