import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'

type Props = { label: ReactNode; testId: string; children: (close: () => void) => ReactNode }

/** A pill that opens a small panel; closes on Escape, on a click elsewhere and when the focus leaves. */
export function Popover({ label, testId, children }: Props) {
  const [open, setOpen] = useState(false)
  const whole = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!open) return
    const away = (event: Event): void => {
      if (event.target instanceof Node && !whole.current?.contains(event.target)) setOpen(false)
    }
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setOpen(false)
    }
    document.addEventListener('pointerdown', away)
    document.addEventListener('focusin', away)
    document.addEventListener('keydown', escape)
    return () => {
      document.removeEventListener('pointerdown', away)
      document.removeEventListener('focusin', away)
      document.removeEventListener('keydown', escape)
    }
  }, [open])
  return (
    <div className="popover-home" ref={whole}>
      <button type="button" className="button pill" aria-expanded={open} data-testid={testId} onClick={() => setOpen(!open)}>
        {label}
      </button>
      {open && <div className="popover">{children(() => setOpen(false))}</div>}
    </div>
  )
}
