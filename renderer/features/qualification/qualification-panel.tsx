import { useRef } from 'react'
import type { ItemDetail } from '../../../contract/api.ts'
import type { ErrorCode } from '../../../contract/error.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShortcut } from '../../shortcuts/keyboard.ts'
import { decide, useDeciding, withdraw } from '../../state/deciding.ts'
import { changeDraft, draftOf, qualificationOf, useDrafts } from '../../state/drafts.ts'
import type { Draft } from '../../state/drafts.ts'
import { Key } from '../../ui/key.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { CloseUnseen } from './close-unseen.tsx'
import { OwnList } from './own-list.tsx'
import { QualificationFields } from './qualification-fields.tsx'
import { StandingDecision } from './standing-decision.tsx'

/** What the analyst says of the item. */
export function QualificationPanel({ detail }: { detail: ItemDetail }) {
  const { t } = useWords()
  const drafts = useDrafts((state) => state.drafts)
  const busy = useDeciding((state) => state.busy)
  const failed = useDeciding((state) => state.failed)
  const fields = { picker: useRef<HTMLInputElement>(null), reason: useRef<HTMLTextAreaElement>(null) }
  const draft = draftOf(detail, drafts)
  const problem = failed?.itemId === detail.id ? failed.problem : null
  const validate = (): void => {
    if (draft.outcome === null) return
    const missing = missingOf(draft)
    if (missing !== null) {
      useDeciding.setState({ failed: { itemId: detail.id, problem: { code: missing.code, facts: {} } } })
      fields[missing.field].current?.focus()
      return
    }
    void decide(detail.id, qualificationOf(draft, draft.outcome))
  }
  useShortcut('decide', validate, { enabled: detail.may.decide })
  useShortcut('decideFromField', validate, { enabled: detail.may.decide })

  if (!detail.may.decide) return <Decided detail={detail} />
  return (
    <section className="qualification" aria-labelledby="qualification" data-testid="qualification">
      <h2 id="qualification" className="heading">{t('qualification.title')}</h2>
      <div className="saying">
        <Returned detail={detail} />
        {detail.may.closeUnseen && <CloseUnseen detail={detail} />}
        <QualificationFields
          detail={detail}
          draft={draft}
          onChange={(change) => changeDraft(detail, change)}
          fields={fields}
          shortcuts
          brief={detail.may.closeUnseen && draft.outcome === null}
        />
      </div>
      <ProblemLine problem={problem} />
      <button
        type="button"
        className={`button wide ${detail.may.closeUnseen && draft.outcome === null ? '' : 'main'}`}
        disabled={draft.outcome === null || busy}
        data-testid="confirm"
        onClick={validate}
      >
        <span>{t(draft.outcome === null ? 'qualification.chooseFirst' : 'qualification.validate')}</span> <Key of="decide" />
      </button>
    </section>
  )
}

/** What the core would refuse too, said before the call, and the field in which it is put right. */
function missingOf({ outcome, infractions, reason }: Draft): { code: ErrorCode; field: 'picker' | 'reason' } | null {
  if (outcome === 'illegal' && infractions.length === 0) return { code: 'decision.infraction_required', field: 'picker' }
  if (outcome === 'second_look' && reason.trim() === '') return { code: 'decision.reason_required', field: 'reason' }
  return null
}

/** The supervisor's reason stands above everything else. */
function Returned({ detail }: { detail: ItemDetail }) {
  const { t } = useWords()
  const look = detail.state === 'returned' ? detail.secondLooks.find(({ verdict }) => verdict === 'return') : undefined
  if (look === undefined) return null
  return (
    <div className="note" data-testid="returned-reason">
      <strong>{t('qualification.returnedBy', { name: look.personName })}</strong>
      <p>{look.reason}</p>
    </div>
  )
}

function Decided({ detail }: { detail: ItemDetail }) {
  const { t } = useWords()
  const busy = useDeciding((state) => state.busy)
  const own = detail.may.withdraw
  return (
    <section className="qualification" aria-labelledby="qualification" data-testid="qualification">
      <h2 id="qualification" className="heading">{t('qualification.title')}</h2>
      <div className="saying">
        <p className="soft">{t(`qualification.closed.${detail.state}`)}</p>
        <StandingDecision detail={detail} />
        <OwnList key={detail.id} detail={detail} />
      </div>
      {own !== null && (
        <button
          type="button"
          className="button"
          disabled={busy}
          data-testid="withdraw"
          onClick={() => void withdraw({ decisionId: own, itemId: detail.id })}
        >
          {t('qualification.withdraw')}
        </button>
      )}
    </section>
  )
}
