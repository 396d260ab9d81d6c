import { useRef, useState } from 'react'
import { ExportFormat, exportFormatsOf } from '../../../contract/export-formats.ts'
import type { HashList, WrittenList } from '../../../contract/match.ts'
import { useWords } from '../../i18n/use-words.ts'
import { copyText } from '../../ui/copy-text.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { exportLine } from './export-line.ts'

export type Exported = HashList | WrittenList

/** How a list goes out: the page writes no file, the command line does. */
export function ExportDialog({ exported, onClose }: { exported: Exported; onClose: () => void }) {
  const { t, failure } = useWords()
  const formats = exportFormatsOf(exported.counts)
  const refusal = 'terms' in exported && !exported.terms.mayShare ? 'list.not_shareable' : formats.length === 0 ? 'list.not_in_format' : null
  return (
    <Dialog title={t('lists.exportTitle', { name: exported.name })} onClose={onClose}>
      {refusal === null ? (
        <ExportLine exported={exported} formats={formats} />
      ) : (
        <p className="note" data-testid="export-refused" data-code={refusal}>
          {failure(refusal)}
        </p>
      )}
    </Dialog>
  )
}

function ExportLine({ exported, formats }: { exported: Exported; formats: ExportFormat[] }) {
  const { t } = useWords()
  const line = useRef<HTMLParagraphElement>(null)
  const [format, setFormat] = useState(formats[0])
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no')
  if (format === undefined) return null
  return (
    <>
      <p>{t('lists.exportSays')}</p>
      <ChoiceField label={t('lists.format')} value={format} testId="export-format" onChange={(value) => setFormat(ExportFormat.parse(value))}>
        {formats.map((option) => (
          <option key={option} value={option}>
            {t(`words.listFormat.${option}`)}
          </option>
        ))}
      </ChoiceField>
      <p ref={line} className="command wrap" data-testid="export-line">
        {exportLine(exported, format)}
      </p>
      <div>
        <button type="button" className="button" onClick={() => setCopied(line.current !== null && copyText(line.current) ? 'yes' : 'failed')}>
          {t(`lists.copy.${copied}`)}
        </button>
      </div>
      <p className="soft">{t('lists.exportHow')}</p>
    </>
  )
}
