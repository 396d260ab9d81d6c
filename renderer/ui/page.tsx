import { useLayoutEffect, useRef } from 'react'
import type { ReactNode } from 'react'

/**
 * A page that is read from its top. It has the focus when it comes, so that keys scroll it, and takes it again where what had it
 * is gone: a card that was removed, a button that has done its work.
 */
export function Page({ narrow = false, children }: { narrow?: boolean; children: ReactNode }) {
  const main = useRef<HTMLElement>(null)
  useLayoutEffect(() => main.current?.focus({ preventScroll: true }), [])
  useLayoutEffect(() => {
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true })
  })
  return (
    <main ref={main} className="page" tabIndex={-1}>
      <div className={`page-inner ${narrow ? 'narrow' : ''}`}>{children}</div>
    </main>
  )
}
