import { useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { closeDialog } from '../../state/page.ts'
import { addWatch } from '../../state/watches.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAct } from '../../ui/use-act.ts'

/** For how many days one may watch. */
const DAYS = [1, 3, 7, 30] as const
const DAY_MS = 24 * 3_600_000

const endOf = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString()

/** What shall be looked for in every later report: its name, a note and for how long. */
export function WatchDialog({ itemId, sha256 }: { itemId: string; sha256: string }) {
  const { t, time } = useWords()
  const [name, setName] = useState('')
  const [note, setNote] = useState('')
  const [days, setDays] = useState<number>(7)
  const { busy, problem, act } = useAct()
  const ready = name.trim() !== '' && !busy
  const add = (): void => act(() => addWatch({ itemId, sha256, name: name.trim(), note: note.trim(), expiresAt: endOf(days) }))
  return (
    <Dialog
      title={t('watches.addTitle')}
      onClose={closeDialog}
      testId="watch-dialog"
      foot={
        <button type="submit" form="watch-form" className="button main" disabled={!ready} data-testid="watch-add">
          {t('watches.add')}
        </button>
      }
    >
      <Form id="watch-form" className="sending" ready={ready} onSubmit={add}>
        <p className="soft">{t('watches.addSays')}</p>
        <TextField label={t('watches.name')} required longest={120} value={name} testId="watch-name" onChange={setName} />
        <div className="field">
          <label htmlFor="watch-note">{t('watches.note')}</label>
          <textarea
            id="watch-note"
            className="input"
            rows={3}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
        <ChoiceField
          label={t('watches.expires')}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          says={t('watches.until', { time: time(endOf(days)) })}
        >
          {DAYS.map((each) => (
            <option key={each} value={each}>
              {t('watches.days', { count: each })}
            </option>
          ))}
        </ChoiceField>
        <ProblemLine problem={problem} />
      </Form>
    </Dialog>
  )
}
