import { useWords } from '../../i18n/use-words.ts'
import { Locale } from '../../../contract/words.ts'
import { chooseLocale } from '../../state/settings.ts'

/** Both languages, each by its own name. */
export function LanguageSwitch() {
  const { t, locale } = useWords()
  return (
    <div className="language-switch" role="group" aria-label={t('settings.language')}>
      {Locale.options.map((option) => (
        <button
          key={option}
          type="button"
          lang={option}
          className="button quiet"
          aria-pressed={option === locale}
          data-testid={`language-${option}`}
          onClick={() => void chooseLocale(option)}
        >
          {t(`words.locale.${option}`)}
        </button>
      ))}
    </div>
  )
}
