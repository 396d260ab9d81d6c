import { useRef, useState } from 'react'
import type { DragEvent } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { droppedEntries, pickedOf, walk } from '../../state/intake-files.ts'
import type { Picked } from '../../state/intake-files.ts'

type Props = { picked: readonly Picked[]; onPick: (picked: Picked[], unreadable: string[]) => void; onClear: () => void }

/** Files, folders and archives by drop or by picker. Nothing is read yet: only names and sizes. */
export function DropZone({ picked, onPick, onClear }: Props) {
  const { t, number, bytes } = useWords()
  const [over, setOver] = useState(false)
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const total = picked.reduce((sum, { file }) => sum + file.size, 0)

  function drop(event: DragEvent): void {
    event.preventDefault()
    setOver(false)
    void walk(droppedEntries(event.dataTransfer)).then(({ picked: found, unreadable }) => onPick(found, unreadable))
  }
  return (
    <div
      className="drop-zone"
      data-over={over}
      data-testid="drop-zone"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p>{t('intake.drop')}</p>
      <div className="line">
        <button type="button" className="button" onClick={() => files.current?.click()}>
          {t('intake.files')}
        </button>
        <button type="button" className="button" onClick={() => folder.current?.click()}>
          {t('intake.folder')}
        </button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        data-testid="intake-files"
        onChange={(event) => {
          onPick(pickedOf(event.target.files ?? []), [])
          event.target.value = ''
        }}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        {...{ webkitdirectory: '' }}
        data-testid="intake-folder"
        onChange={(event) => {
          onPick(pickedOf(event.target.files ?? []), [])
          event.target.value = ''
        }}
      />
      {picked.length > 0 && (
        <>
          <p data-testid="picked">
            <strong>{t('intake.picked', { count: picked.length, shown: number(picked.length) })}</strong> · {bytes(total)}{' '}
            <button type="button" className="link" onClick={onClear}>
              {t('intake.clear')}
            </button>
          </p>
          <ul className="picked soft">
            {picked.slice(0, 5).map(({ path }, index) => (
              <li key={index} className="cut">
                {path}
              </li>
            ))}
            {picked.length > 5 && <li>{t('intake.andMore', { count: picked.length - 5, shown: number(picked.length - 5) })}</li>}
          </ul>
        </>
      )}
    </div>
  )
}
