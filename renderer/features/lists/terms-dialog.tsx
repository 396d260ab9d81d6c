import { useState } from 'react'
import type { HashList } from '../../../contract/match.ts'
import { useWords } from '../../i18n/use-words.ts'
import { setListTerms } from '../../state/lists.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useAct } from '../../ui/use-act.ts'
import { TermsFields } from './terms-fields.tsx'
import { dayOf, expiryOf } from './terms-form.ts'

/** The source of a list allows something else from now on. */
export function TermsDialog({ list, onClose }: { list: HashList; onClose: () => void }) {
  const { t } = useWords()
  const [terms, setTerms] = useState({ day: dayOf(list.terms.expiresAt), mayShare: list.terms.mayShare })
  const { busy, problem, act } = useAct()
  const save = (): void => act(() => setListTerms(list.id, { expiresAt: expiryOf(terms.day), mayShare: terms.mayShare }).then(onClose))
  return (
    <Dialog
      title={t('lists.termsTitle', { name: list.name })}
      onClose={onClose}
      foot={
        <button type="submit" form="terms-form" className="button main" disabled={busy} data-testid="terms-save">
          {t('lists.termsSave')}
        </button>
      }
    >
      <Form id="terms-form" className="sending" ready={!busy} onSubmit={save}>
        <TermsFields terms={terms} onChange={setTerms} />
        <ProblemLine problem={problem} />
      </Form>
    </Dialog>
  )
}
