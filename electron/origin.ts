export const SCHEME = 'app'
const HOST = 'workstation'
/** The only origin that there is in the desktop shell. */
export const ORIGIN = `${SCHEME}://${HOST}`
/** No `persist:` before it: this session lives in memory alone. */
export const PARTITION = 'workstation'

/** Whether an address is one of ours. Node's URL tells no origin (`null`) for a scheme that it does not know. */
export function isOwnAddress(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && url.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === ''
}
