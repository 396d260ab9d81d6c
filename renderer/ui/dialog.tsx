import { useId, useLayoutEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

type Props = { title: string; onClose: () => void; children: ReactNode; foot?: ReactNode; testId?: string; closable?: boolean }

/** A modal page over the page; the browser keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, children, foot, testId, closable = true }: Props) {
  const { t } = useTranslation()
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  // In the layout: a dialog that is closed after it left the page gives no focus back.
  useLayoutEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    dialog?.querySelector<HTMLElement>('.dialog-body :is(button, input, select, textarea):not([hidden], :disabled)')?.focus()
    return () => dialog?.close()
  }, [])
  useLayoutEffect(() => takeFocus(element.current))
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-labelledby={id}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault()
        if (closable) onClose()
      }}
    >
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        {closable && (
          <button type="button" className="button quiet" onClick={onClose} data-testid="dialog-close">
            {t('app.close')}
          </button>
        )}
      </div>
      <div className="dialog-body" tabIndex={-1}>
        {children}
      </div>
      {foot !== undefined && <div className="dialog-foot">{foot}</div>}
    </dialog>
  )
}

/** Where what had the focus is gone, the last button has it, if it is for going on; else the text, so that keys scroll it. */
function takeFocus(dialog: HTMLDialogElement | null): void {
  if (dialog?.contains(document.activeElement) !== false) return
  const next = dialog.querySelector<HTMLElement>('.dialog-foot .main:not(:disabled)') ?? dialog.querySelector<HTMLElement>('.dialog-body')
  next?.focus()
}
