/**
 * A hint, not a gate: the core decides what it takes. Length counts most; a phrase of several words beats odd characters.
 */
export type Strength = 'empty' | 'short' | 'fair' | 'good'

export function strengthOf(passphrase: string): Strength {
  const different = new Set(passphrase).size
  if (passphrase === '') return 'empty'
  if (passphrase.length < 12 || different < 6) return 'short'
  const words = passphrase.split(/[\s\-_.,;]+/).filter((word) => word.length > 2).length
  return passphrase.length >= 20 || words >= 4 ? 'good' : 'fair'
}
