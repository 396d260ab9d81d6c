import type { ComponentProps } from 'react'

type Props = Omit<ComponentProps<'form'>, 'onSubmit' | 'data-testid'> & { ready: boolean; onSubmit: () => void; testId?: string }

/** A form that leads nowhere: it asks for one act, by its button or by Enter, once it is filled in. */
export function Form({ ready, onSubmit, testId, children, ...rest }: Props) {
  return (
    <form
      {...rest}
      data-testid={testId}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) onSubmit()
      }}
    >
      {children}
    </form>
  )
}
