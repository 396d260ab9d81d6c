import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorCode } from '../../contract/error.ts'
import type { ErrorFacts } from '../../contract/error.ts'
import type { Locale } from '../../contract/words.ts'
import { formatBytes, formatDay, formatNumber, formatPercent, formatShortTime, formatTime } from './format.ts'

/** The formats and sentences of the language that is spoken now. */
export function useWords() {
  const { t, i18n } = useTranslation()
  const locale: Locale = i18n.language === 'fr' ? 'fr' : 'en'
  return useMemo(
    () => ({
      t,
      locale,
      number: (value: number) => formatNumber(value, locale),
      bytes: (value: number) => formatBytes(value, locale),
      percent: (fraction: number) => formatPercent(fraction, locale),
      time: (time: string) => formatTime(time, new Date(), locale),
      shortTime: (time: string) => formatShortTime(time, new Date(), locale),
      day: (time: string) => formatDay(time, locale),
      /** The sentence of a code; one that the contract does not know reads as an internal failure. */
      failure: (code: string, facts: ErrorFacts = {}) => {
        if (code === 'unreachable') return t('app.unreachable')
        return t(`errors.${ErrorCode.safeParse(code).success ? code : 'internal'}`, facts)
      },
    }),
    [t, locale],
  )
}
