import { Algorithm } from '../../contract/words.ts'

/** Other names of algorithms in the formats that hotlines exchange, in lower case, without what is neither letter nor digit. */
const OTHERS: Record<string, Algorithm> = {
  hashmd5: 'md5', videomd5: 'md5', hashsha1: 'sha1', hashsha256: 'sha256', hashpdq: 'pdq', imagepdq: 'pdq',
  pdna: 'photodna', hashphotodna: 'photodna', tmk: 'tmk_pdqf', hashtmk: 'tmk_pdqf', videotmk: 'tmk_pdqf', ssvhsaferhash: 'ssvh_safer',
}
const NAMES = new Map<string, Algorithm>([...Object.entries(OTHERS), ...Algorithm.options.map((it): [string, Algorithm] => [plain(it), it])])

/** `SHA-256`, `sha_256` and `HASH_SHA256` are one algorithm; null for a name that is not known. */
export function algorithmNamed(name: string): Algorithm | null {
  return NAMES.get(name) ?? NAMES.get(plain(name)) ?? null
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
