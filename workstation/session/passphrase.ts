import { AppError } from '../../contract/error.ts'

const SHORTEST_PASSPHRASE = 12

/** Length is what counts; characters as people count them. @throws AppError `session.weak_passphrase` with fact `shortest` */
export function refuseWeak(passphrase: string): void {
  const characters = [...new Intl.Segmenter().segment(passphrase.trim())].length
  if (characters < SHORTEST_PASSPHRASE) throw new AppError('session.weak_passphrase', { shortest: SHORTEST_PASSPHRASE })
}
