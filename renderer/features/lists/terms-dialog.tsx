import { useState } from 'react'
import type { HashList } from '../../../contract/match.ts'
import { useWords } from '../../i18n/use-words.ts'
import { setListTerms } from '../../state/lists.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { TermsFields } from './terms-fields.tsx'
import { dayOf, expiryOf } from './terms-form.ts'
import { useAct } from './use-act.ts'

/** The source of a list allows something else from now on. */
export function TermsDialog({ list, onClose }: { list: HashList; onClose: () => void }) {
  const { t } = useWords()
  const [terms, setTerms] = useState({ day: dayOf(list.terms.expiresAt), mayShare: list.terms.mayShare })
  const { busy, problem, act } = useAct(onClose)
  return (
    <Dialog
      title={t('lists.termsTitle', { name: list.name })}
      onClose={onClose}
      testId="terms-dialog"
      foot={
        <button type="submit" form="terms-form" className="button main" disabled={busy} data-testid="terms-save">
          {t('lists.termsSave')}
        </button>
      }
    >
      <form
        id="terms-form"
        className="sending"
        onSubmit={(event) => {
          event.preventDefault()
          act(() => setListTerms(list.id, { expiresAt: expiryOf(terms.day), mayShare: terms.mayShare }))
        }}
      >
        <TermsFields terms={terms} onChange={setTerms} />
        <ProblemLine problem={problem} />
      </form>
    </Dialog>
  )
}
