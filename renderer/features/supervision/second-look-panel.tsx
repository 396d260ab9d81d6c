import { useRef } from 'react'
import type { ItemDetail } from '../../../contract/api.ts'
import { SecondLookVerdict } from '../../../contract/words.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShortcut } from '../../shortcuts/keyboard.ts'
import { giveSecondLook, useDeciding } from '../../state/deciding.ts'
import { changeDraft, draftOf, qualificationOf, useDrafts } from '../../state/drafts.ts'
import { Key } from '../../ui/key.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { QualificationFields } from '../qualification/qualification-fields.tsx'
import { StandingDecision } from '../qualification/standing-decision.tsx'

/** The supervisor's: confirm, amend or return what the analyst decided. */
export function SecondLookPanel({ detail }: { detail: ItemDetail }) {
  const { t } = useWords()
  const drafts = useDrafts((state) => state.drafts)
  const busy = useDeciding((state) => state.busy)
  const failed = useDeciding((state) => state.failed)
  const reason = useRef<HTMLTextAreaElement>(null)
  const amended = { picker: useRef<HTMLInputElement>(null), reason: useRef<HTMLTextAreaElement>(null) }
  const draft = draftOf(detail, drafts)
  const problem = failed?.itemId === detail.id ? failed.problem : null
  // An amendment says what the item is; "needs a second look" would be no answer to a second look.
  const ready = draft.verdict !== null && (draft.verdict !== 'amend' || (draft.outcome !== null && draft.outcome !== 'second_look'))
  const give = (): void => {
    if (!ready) return
    const missing = missingOf(draft.verdict, draft.verdictReason)
    if (missing !== null) {
      useDeciding.setState({ failed: { itemId: detail.id, problem: missing } })
      reason.current?.focus()
      return
    }
    if (draft.verdict === null) return
    const instead = draft.verdict === 'amend' && draft.outcome !== null ? qualificationOf(draft, draft.outcome) : null
    void giveSecondLook(detail.id, { verdict: draft.verdict, reason: draft.verdictReason.trim(), amended: instead })
  }
  useShortcut('give', give)
  useShortcut('giveFromField', give)
  useShortcut('explain', () => reason.current?.focus())
  return (
    <section className="qualification" aria-labelledby="second-look" data-testid="second-look">
      <h2 id="second-look" className="heading">{t('secondLook.decision')}</h2>
      <div className="saying">
        <StandingDecision detail={detail} />
        <fieldset className="outcomes verdicts">
          <legend className="unseen">{t('secondLook.verdict')}</legend>
          {SecondLookVerdict.options.map((verdict) => (
            <VerdictRadio
              key={verdict}
              verdict={verdict}
              chosen={draft.verdict === verdict}
              onChoose={() => changeDraft(detail, { verdict })}
            />
          ))}
        </fieldset>
        {draft.verdict === 'amend' && (
          <QualificationFields
            detail={detail}
            draft={draft}
            onChange={(change) => changeDraft(detail, change)}
            fields={amended}
            shortcuts={false}
          />
        )}
        <div className="keyed">
          <textarea
            ref={reason}
            className="input growing"
            rows={1}
            aria-label={t(draft.verdict === 'return' ? 'secondLook.reasonNeeded' : 'secondLook.reason')}
            placeholder={t(draft.verdict === 'return' ? 'secondLook.reasonNeeded' : 'secondLook.reason')}
            maxLength={4000}
            value={draft.verdictReason}
            data-testid="second-look-reason"
            onChange={(event) => changeDraft(detail, { verdictReason: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Escape') event.currentTarget.blur()
            }}
          />
          <Key of="explain" />
        </div>
      </div>
      <ProblemLine problem={problem} />
      <button type="button" className="button wide main" disabled={!ready || busy} onClick={give}>
        <span>{t(draft.verdict === null || !ready ? 'secondLook.chooseFirst' : `secondLook.give.${draft.verdict}`)}</span> <Key of="give" />
      </button>
    </section>
  )
}

/** What the core would refuse too, said before the call. */
function missingOf(verdict: SecondLookVerdict | null, reason: string): Problem | null {
  return verdict === 'return' && reason.trim() === '' ? { code: 'second_look.reason_required', facts: {} } : null
}

function VerdictRadio({ verdict, chosen, onChoose }: { verdict: SecondLookVerdict; chosen: boolean; onChoose: () => void }) {
  const { t } = useWords()
  useShortcut(verdict, onChoose)
  return (
    <label className="outcome" data-testid={`verdict-${verdict}`} data-chosen={chosen}>
      <input type="radio" className="unseen" name="verdict" checked={chosen} onChange={onChoose} />
      <span>{t(`words.verdict.${verdict}`)}</span>
      <Key of={verdict} />
    </label>
  )
}
