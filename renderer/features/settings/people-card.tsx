import { useEffect, useState } from 'react'
import type { z } from 'zod'
import type { Slot } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { refreshStatus, removePerson, useSession } from '../../state/session.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useAct } from '../../ui/use-act.ts'

type SlotOf = z.infer<typeof Slot>

/** Who opens this workstation, and whose slot can be taken from it. */
export function PeopleCard() {
  const { t } = useWords()
  const slots = useSession((session) => session.status?.slots ?? [])
  const me = useSession((session) => session.person)
  const [asked, ask] = useState<SlotOf | null>(null)
  // The hub may have told of someone since the page last asked.
  useEffect(() => void refreshStatus(), [])
  const mayRemove = ({ person, removed }: SlotOf): boolean => person.id !== me?.id && (removed || me?.role === 'administrator')
  return (
    <section className="card" data-testid="people">
      <h2>{t('settings.people')}</h2>
      <ul>
        {slots.map((slot) => (
          <li key={slot.id} className="line apart" data-testid={`slot-${slot.person.login}`}>
            <span>
              {slot.person.name} <span className="soft">{t(`words.role.${slot.person.role}`).toLowerCase()}</span>
              {slot.removed && <strong> · {t('settings.removedAtHub')}</strong>}
            </span>
            {mayRemove(slot) && (
              <button
                type="button"
                className="button"
                data-testid={`remove-${slot.person.login}`}
                aria-label={t('settings.removePersonOf', { name: slot.person.name })}
                onClick={() => ask(slot)}
              >
                {t('settings.removePerson')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <p className="soft">{t('settings.removedSays')}</p>
      {asked !== null && <RemoveDialog slot={asked} onClose={() => ask(null)} />}
    </section>
  )
}

function RemoveDialog({ slot, onClose }: { slot: SlotOf; onClose: () => void }) {
  const { t } = useWords()
  const { busy, problem, act } = useAct()
  const remove = (): void => act(() => removePerson(slot.id).then(onClose))
  return (
    <Dialog
      title={t('settings.removePersonOf', { name: slot.person.name })}
      onClose={onClose}
      testId="remove-person-dialog"
      foot={
        <>
          <button type="button" className="button" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button type="button" className="button main" disabled={busy} data-testid="remove-person-go" onClick={remove}>
            {t('settings.removePerson')}
          </button>
        </>
      }
    >
      <p>{t('settings.removePersonSays')}</p>
      <ProblemLine problem={problem} />
    </Dialog>
  )
}
