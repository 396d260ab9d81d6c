import type { RefObject } from 'react'
import type { ItemDetail } from '../../../contract/api.ts'
import { Outcome } from '../../../contract/words.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShortcut } from '../../shortcuts/keyboard.ts'
import type { Draft } from '../../state/drafts.ts'
import { Key } from '../../ui/key.tsx'
import { InfractionPicker } from './infraction-picker.tsx'
import { LabelChoice } from './label-choice.tsx'

type Props = {
  detail: ItemDetail
  draft: Draft
  onChange: (change: Partial<Draft>) => void
  fields: { picker: RefObject<HTMLInputElement | null>; reason: RefObject<HTMLTextAreaElement | null> }
  /** Off where the digits mean something else: in a supervisor's amendment. */
  shortcuts: boolean
  /** Only the outcomes: where one key closes on the proposal, the rest shows once another outcome is chosen. */
  brief?: boolean
}

/** Outcome, infraction, labels, reason: shared by a decision and its amendment. */
export function QualificationFields({ detail, draft, onChange, fields, shortcuts, brief = false }: Props) {
  const { t } = useWords()
  const outcomes = Outcome.options.filter((outcome) => shortcuts || outcome !== 'second_look')
  return (
    <>
      <fieldset className="outcomes">
        <legend className="unseen">{t('qualification.outcome')}</legend>
        {outcomes.map((outcome) => (
          <OutcomeRadio
            key={outcome}
            outcome={outcome}
            chosen={draft.outcome === outcome}
            proposed={detail.prequalification.outcome === outcome}
            onChoose={() => onChange({ outcome })}
            shortcut={shortcuts}
          />
        ))}
      </fieldset>
      {!brief && <Details detail={detail} draft={draft} onChange={onChange} fields={fields} shortcuts={shortcuts} />}
    </>
  )
}

/** Infraction, labels and reason. */
function Details({ detail, draft, onChange, fields: { picker, reason }, shortcuts }: Omit<Props, 'brief'>) {
  const { t } = useWords()
  useShortcut('reason', () => reason.current?.focus(), { enabled: shortcuts })
  useShortcut('infraction', () => picker.current?.focus(), { enabled: shortcuts })
  const named = draft.outcome === null || draft.outcome === 'illegal' || draft.outcome === 'second_look'
  return (
    <>
      {named && (
        <InfractionPicker
          detail={detail}
          chosen={draft.infractions}
          onChange={(infractions) => onChange({ infractions })}
          field={picker}
          shortcut={shortcuts}
        />
      )}
      <LabelChoice chosen={draft.labels} onChange={(labels) => onChange({ labels })} shortcut={shortcuts} />
      <div className="keyed">
        <textarea
          ref={reason}
          className="input growing"
          rows={1}
          aria-label={t(shortcuts ? 'qualification.reason' : 'qualification.amendedReason')}
          placeholder={t(shortcuts ? 'qualification.reason' : 'qualification.amendedReason')}
          maxLength={4000}
          value={draft.reason}
          data-testid="reason"
          onChange={(event) => onChange({ reason: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
        />
        {shortcuts && <Key of="reason" />}
      </div>
    </>
  )
}

type RadioProps = { outcome: Outcome; chosen: boolean; proposed: boolean; onChoose: () => void; shortcut: boolean }

function OutcomeRadio({ outcome, chosen, proposed, onChoose, shortcut }: RadioProps) {
  const { t } = useWords()
  useShortcut(outcome, onChoose, { enabled: shortcut })
  return (
    <label className={`outcome ${outcome}`} data-testid={`outcome-${outcome}`} data-chosen={chosen}>
      <input type="radio" className="unseen" name="outcome" checked={chosen} onChange={onChoose} />
      <span>
        {t(`words.outcome.${outcome}`)}
        {proposed && <span className="soft"> · {t('qualification.proposed')}</span>}
      </span>
      {shortcut && <Key of={outcome} />}
    </label>
  )
}
