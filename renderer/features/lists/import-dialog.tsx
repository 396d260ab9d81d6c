import { useState } from 'react'
import type { HashList } from '../../../contract/match.ts'
import { useWords } from '../../i18n/use-words.ts'
import { importList } from '../../state/lists.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useAct } from '../../ui/use-act.ts'
import { FileFields } from './file-fields.tsx'
import { formOf, NEW_LIST, startOf } from './import-form.ts'
import type { FieldsProps, ImportForm } from './import-form.ts'
import { IntoFields } from './into-fields.tsx'
import { NewListFields } from './new-list-fields.tsx'

type Props = { from: HashList | null; onClose: () => void }

/** A file for a new list, or into one that is there. */
export function ImportDialog({ from, onClose }: Props) {
  const { t } = useWords()
  const [form, setForm] = useState<ImportForm>(() => (from === null ? NEW_LIST : formOf(from)))
  const { busy, problem, act } = useAct()
  const start = startOf(form)
  const ready = start !== null && !busy
  const fields: FieldsProps = { form, onChange: (part) => setForm((before) => ({ ...before, ...part })) }
  const begin = (): void => {
    const { file } = form
    if (start === null || file === null) return
    const instead = from !== null && from.state !== 'ready' && form.into === null ? from.id : null
    act(() => importList(start, file, instead).then(onClose))
  }
  return (
    <Dialog
      title={t('lists.importTitle')}
      onClose={onClose}
      testId="import-list"
      foot={
        <button type="submit" form="import-form" className="button main" disabled={!ready} data-testid="list-start">
          {t('lists.importGo')}
        </button>
      }
    >
      <Form id="import-form" className="sending" ready={ready} onSubmit={begin}>
        <FileFields {...fields} />
        <IntoFields {...fields} />
        {form.into === null && <NewListFields {...fields} />}
        <ProblemLine problem={problem} />
      </Form>
    </Dialog>
  )
}
