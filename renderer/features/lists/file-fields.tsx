import { useRef } from 'react'
import { ListFormat } from '../../../contract/words.ts'
import { useWords } from '../../i18n/use-words.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { guessFormat, HEAD_BYTES, textOfHead } from './guess-format.ts'
import type { FieldsProps } from './import-form.ts'

/** The file and its format, which is guessed and may be chosen otherwise. */
export function FileFields({ form: { file, format, name }, onChange }: FieldsProps) {
  const { t, bytes } = useWords()
  const chooser = useRef<HTMLInputElement>(null)
  const pick = async (picked: File | null): Promise<void> => {
    if (picked === null) return
    onChange({ file: picked, ...(name === '' ? { name: picked.name.replace(/\.[^.]+$/, '') } : {}) })
    // A file that cannot be read is told when it is sent.
    const head = await picked.slice(0, HEAD_BYTES).arrayBuffer().catch(() => new ArrayBuffer())
    onChange({ format: guessFormat(picked.name, textOfHead(new Uint8Array(head))) })
  }
  return (
    <div className="report-form">
      <div className="field">
        <span className="label">{t('lists.file')}</span>
        <div className="line picked-file">
          <button type="button" className="button" onClick={() => chooser.current?.click()}>
            {t('lists.chooseFile')}
          </button>
          {file !== null && <span className="cut">{t('lists.fileOf', { name: file.name, size: bytes(file.size) })}</span>}
        </div>
        <input ref={chooser} type="file" hidden data-testid="list-file" onChange={(event) => void pick(event.target.files?.[0] ?? null)} />
      </div>
      <ChoiceField label={t('lists.format')} value={format ?? ''} testId="list-format" onChange={(value) => onChange({ format: ListFormat.parse(value) })}>
        {format === null && <option value="">{t('lists.noFormat')}</option>}
        {ListFormat.options.map((option) => (
          <option key={option} value={option}>
            {t(`words.listFormat.${option}`)}
          </option>
        ))}
      </ChoiceField>
      <p className="soft whole">{t('lists.fileSays')}</p>
    </div>
  )
}
