import { useRef, useState } from 'react'
import { Trust } from '../../../contract/words.ts'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { importList } from '../../state/lists.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { formatOf, meaningOf } from './import-form.ts'
import type { MeaningRow } from './import-form.ts'
import { MeaningRows } from './meaning-rows.tsx'

/** A list from a file: name, origin, how far it is trusted, and what its classifications mean here. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [file, setFile] = useState<File | null>(null)
  const [name, setName] = useState('')
  const [origin, setOrigin] = useState('')
  const [trust, setTrust] = useState<Trust>('unverified')
  const [rows, setRows] = useState<MeaningRow[]>([{ classification: '', infraction: '' }])
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)

  async function start(): Promise<void> {
    if (file === null) return
    setBusy(true)
    setProblem(null)
    try {
      const format = formatOf(file.name)
      await importList({ name: name.trim(), origin: origin.trim(), trust, format, meaning: meaningOf(rows), bytes: file.size }, file)
      onClose()
    } catch (thrown) {
      setProblem(problemOf(thrown))
      setBusy(false)
    }
  }
  const chooser = useRef<HTMLInputElement>(null)
  const ready = file !== null && name.trim() !== '' && !busy
  const pick = (picked: File | null): void => {
    setFile(picked)
    if (name === '' && picked !== null) setName(picked.name.replace(/\.[^.]+$/, ''))
  }
  return (
    <Dialog
      title={t('lists.importTitle')}
      onClose={onClose}
      testId="import-list"
      foot={
        <button type="button" className="button main" disabled={!ready} data-testid="list-start" onClick={() => void start()}>
          {t(busy ? 'lists.importing' : 'lists.importGo')}
        </button>
      }
    >
      <div className="field">
        <span className="label">{t('lists.file')}</span>
        <div className="line">
          <button type="button" className="button" onClick={() => chooser.current?.click()}>
            {t('lists.chooseFile')}
          </button>
          {file !== null && <span className="cut">{file.name}</span>}
        </div>
        <input
          ref={chooser}
          type="file"
          hidden
          accept=".csv,.ndjson,.jsonl,text/csv,application/x-ndjson"
          data-testid="list-file"
          onChange={(event) => pick(event.target.files?.[0] ?? null)}
        />
        <p className="soft">{t('lists.fileSays')}</p>
      </div>
      <div className="report-form">
        <div className="field">
          <label htmlFor="list-name">{t('lists.name')}</label>
          <input
            id="list-name"
            className="input"
            maxLength={200}
            value={name}
            data-testid="list-name"
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="list-origin">{t('lists.origin')}</label>
          <input id="list-origin" className="input" maxLength={200} value={origin} onChange={(event) => setOrigin(event.target.value)} />
        </div>
      </div>
      <fieldset className="field">
        <legend className="label">{t('lists.trust')}</legend>
        {Trust.options.map((option) => (
          <label key={option} className="check">
            <input type="radio" name="trust" checked={trust === option} data-testid={`trust-${option}`} onChange={() => setTrust(option)} />
            <span>
              {t(`words.trust.${option}`)} <span className="soft">· {t(`lists.trustSays.${option}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <MeaningRows rows={rows} onChange={setRows} />
      <ProblemLine problem={problem} />
    </Dialog>
  )
}
