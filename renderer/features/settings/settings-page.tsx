import { useState } from 'react'
import { Settings } from '../../../contract/api.ts'
import { Locale } from '../../../contract/words.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useSession } from '../../state/session.ts'
import { saveSettings, useSettings } from '../../state/settings.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useAct } from '../../ui/use-act.ts'
import { AddPersonForm } from './add-person-form.tsx'
import { HubCard } from './hub-card.tsx'
import { NumberSetting } from './number-setting.tsx'
import { PassphraseCard } from './passphrase-card.tsx'
import { PeopleCard } from './people-card.tsx'
import { RecoveryCard } from './recovery-card.tsx'

/** The person's own settings; each change holds at once. */
export function SettingsPage() {
  const { t } = useWords()
  const settings = useSettings((state) => state.settings)
  const protection = useSession(({ status }) => status?.contentProtection === true)
  const { problem, act } = useAct()
  const [saved, setSaved] = useState(false)
  if (settings === null) return null

  const save = (change: Partial<Settings>): void => {
    setSaved(false)
    act(() => saveSettings(change).then(() => setSaved(true)))
  }
  return (
    <Page narrow>
      <div className="line apart">
        <h1>{t('settings.title')}</h1>
        <span className="soft" role="status" data-testid="settings-saved">
          {saved && t('settings.saved')}
        </span>
      </div>
      <ProblemLine problem={problem} />
      <ChoiceField
        className="setting"
        label={t('settings.language')}
        value={settings.locale}
        testId="setting-language"
        onChange={(value) => save({ locale: Locale.parse(value) })}
      >
        {Locale.options.map((locale) => (
          <option key={locale} value={locale} lang={locale}>
            {t(`words.locale.${locale}`)}
          </option>
        ))}
      </ChoiceField>
      <ChoiceField
        className="setting"
        label={t('settings.theme')}
        value={settings.theme}
        testId="setting-theme"
        onChange={(value) => save({ theme: Settings.shape.theme.parse(value) })}
      >
        {Settings.shape.theme.options.map((theme) => (
          <option key={theme} value={theme}>
            {t(`words.theme.${theme}`)}
          </option>
        ))}
      </ChoiceField>
      <NumberSetting name="autoCoverSeconds" least={2} most={60} value={settings.autoCoverSeconds} onSave={save} />
      <NumberSetting name="idleLockMinutes" least={1} most={120} value={settings.idleLockMinutes} onSave={save} />
      <label className="check">
        <input
          type="checkbox"
          checked={settings.singleKeyShortcuts}
          data-testid="setting-singleKeyShortcuts"
          onChange={(event) => save({ singleKeyShortcuts: event.target.checked })}
        />
        <span>
          {t('settings.singleKeyShortcuts')}
          <br />
          <span className="soft">{t('settings.singleKeyShortcutsSays')}</span>
        </span>
      </label>
      <section className="card">
        <h2>{t('settings.protection')}</h2>
        <p>{t(protection ? 'settings.protectionOn' : 'settings.protectionOff')}</p>
      </section>
      <HubCard />
      <PassphraseCard />
      <RecoveryCard />
      <PeopleCard />
      <AddPersonForm />
    </Page>
  )
}
