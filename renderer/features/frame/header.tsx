import { useWords } from '../../i18n/use-words.ts'
import { useItem } from '../../state/item.ts'
import { goTo, usePage } from '../../state/page.ts'
import type { Page } from '../../state/page.ts'
import { lock, signOut, useSession } from '../../state/session.ts'
import { Key } from '../../ui/key.tsx'
import { Popover } from '../../ui/popover.tsx'
import { AlertsButton } from '../watch/alerts-button.tsx'
import { SyncPill } from './sync-pill.tsx'

const PAGES: readonly Page[] = ['review', 'alerts', 'lists', 'settings']

export function Header() {
  const { t } = useWords()
  const page = usePage((state) => state.page)
  return (
    <header className="top">
      <span className="brand">Paravent</span>
      <nav className="pages" aria-label={t('app.pages')}>
        {PAGES.map((name) =>
          name === 'alerts' ? (
            <AlertsButton key={name} />
          ) : (
            <button
              key={name}
              type="button"
              className="button quiet"
              aria-current={name === page ? 'page' : undefined}
              data-testid={`page-${name}`}
              onClick={() => goTo(name)}
            >
              {t(`app.page.${name}`)}
            </button>
          ),
        )}
      </nav>
      {page === 'review' && <Breadcrumb />}
      <div className="top-end">
        <SyncPill />
        <PersonPill />
        <button type="button" className="button pill" data-testid="lock" onClick={() => lock('asked')}>
          {t('app.lock')} <Key of="lock" />
        </button>
      </div>
    </header>
  )
}

function Breadcrumb() {
  const { t } = useWords()
  const detail = useItem((item) => item.detail)
  if (detail === null) return null
  return (
    <p className="breadcrumb cut">
      {t('app.report', { reference: detail.report.reference })}
      <span aria-hidden="true"> › </span>
      {t('app.place', { number: detail.place.number, of: detail.place.of })}
    </p>
  )
}

function PersonPill() {
  const { t } = useWords()
  const person = useSession((session) => session.person)
  if (person === null) return null
  return (
    <Popover
      label={
        <span>
          {person.name}
          <span className="pill-more"> · {t(`words.role.${person.role}`)}</span>
        </span>
      }
      testId="person"
    >
      {(close) => (
        <>
          <p>
            <strong>{person.name}</strong>
            <br />
            <span className="soft">
              {person.login} · {t(`words.role.${person.role}`)}
            </span>
          </p>
          <button
            type="button"
            className="button"
            onClick={() => {
              close()
              goTo('settings')
            }}
          >
            {t('app.page.settings')}
          </button>
          <button type="button" className="button" data-testid="sign-out" onClick={signOut}>
            {t('app.signOut')}
          </button>
        </>
      )}
    </Popover>
  )
}
