import { useState } from 'react'
import type { HashList } from '../../../contract/match.ts'
import { useWords } from '../../i18n/use-words.ts'
import { importList } from '../../state/lists.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { FileFields } from './file-fields.tsx'
import { formOf, NEW_LIST, startOf } from './import-form.ts'
import type { FieldsProps, ImportForm } from './import-form.ts'
import { IntoFields } from './into-fields.tsx'
import { NewListFields } from './new-list-fields.tsx'
import { useAct } from './use-act.ts'

type Props = { from: HashList | null; onClose: () => void }

/** A file for a new list, or into one that is there. */
export function ImportDialog({ from, onClose }: Props) {
  const { t } = useWords()
  const [form, setForm] = useState<ImportForm>(() => (from === null ? NEW_LIST : formOf(from)))
  const { busy, problem, act } = useAct(onClose)
  const start = startOf(form)
  const fields: FieldsProps = { form, onChange: (part) => setForm((before) => ({ ...before, ...part })) }
  const begin = (): void => {
    const { file } = form
    if (start === null || file === null || busy) return
    const instead = from !== null && from.state !== 'ready' && form.into === null ? from.id : null
    act(() => importList(start, file, instead))
  }
  return (
    <Dialog
      title={t('lists.importTitle')}
      onClose={onClose}
      testId="import-list"
      foot={
        <button type="submit" form="import-form" className="button main" disabled={start === null || busy} data-testid="list-start">
          {t('lists.importGo')}
        </button>
      }
    >
      <form
        id="import-form"
        className="sending"
        onSubmit={(event) => {
          event.preventDefault()
          begin()
        }}
      >
        <FileFields {...fields} />
        <IntoFields {...fields} />
        {form.into === null && <NewListFields {...fields} />}
        <ProblemLine problem={problem} />
      </form>
    </Dialog>
  )
}
