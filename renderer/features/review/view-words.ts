import type { TFunction } from 'i18next'
import type { Match } from '../../../contract/match.ts'
import type { ViewId } from '../../../contract/views.ts'

/** By which view of the file a match was found, and of which of the entry where that is not the picture as it is; null for an exact match. */
export function viewWords({ view, entryView }: Pick<Match, 'view' | 'entryView'>, t: TFunction): string | null {
  if (view === null) return null
  const ours = t('match.view', { view: nameOfView(view, t) })
  return entryView === null || entryView === 'original' ? ours : `${ours}, ${t('match.entryView', { view: nameOfView(entryView, t) })}`
}

/** The name of a view in words: `trim-captions/flip` is a trim and a symmetry, `tilt-3/grown` a tilt that made the picture larger. */
function nameOfView(view: ViewId, t: TFunction): string {
  const [name = '', then] = view.split('/')
  const tilt = /^tilt([+-])(\d)$/.exec(name)
  if (tilt !== null) return t(`words.pictureView.tilt.${tilt[1] === '-' ? 'left' : 'right'}`, { degrees: tilt[2] })
  const crop = /^crop-(\d+)$/.exec(name)
  if (crop !== null) return t('words.pictureView.crop', { percent: crop[1] })
  if (name === 'negative') return t('words.pictureView.negative')
  if (!name.startsWith('trim')) return t(`words.symmetry.${name}`)
  return then === undefined ? t(`words.pictureView.${name}`) : `${t(`words.pictureView.${name}`)}, ${t(`words.symmetry.${then}`)}`
}
