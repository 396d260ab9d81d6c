import { useTranslation } from 'react-i18next'

/** Still grey lines where text will stand: nothing that turns or jumps. */
export function Skeleton({ lines }: { lines: number }) {
  const { t } = useTranslation()
  return (
    <div className="skeleton" role="status" aria-label={t('app.loading')}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  )
}
