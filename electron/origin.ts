export const SCHEME = 'app'
/** The only origin that there is in the desktop shell. */
export const ORIGIN = `${SCHEME}://workstation`
/** No `persist:` before it: this session lives in memory alone. */
export const PARTITION = 'workstation'
