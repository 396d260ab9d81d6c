/**
 * A script for tests, put before every other of a page (Playwright's `addInitScript`): it takes from the browser what Electron's
 * schemes lack, so that a use of it fails in the tests and not in the desktop shell. Cookies; streamed request bodies and
 * abort signals; blobs for pixels; and the stores that would lay material on disk. `sessionStorage` holds the preview's page
 * key and nothing else.
 */
export const STRIP_ADAPTER = `(${strip.toString()})()`

function strip(): void {
  const PAGE_KEY = 'paravent-page'
  const refuse = (what: string): never => {
    throw new TypeError(`${what} does not exist in Electron's schemes: not to be used`)
  }
  Object.defineProperty(document, 'cookie', {
    get: () => refuse('document.cookie'),
    set() {
      refuse('document.cookie')
    },
  })
  for (const store of ['indexedDB', 'localStorage', 'caches', 'cookieStore']) {
    Object.defineProperty(window, store, { get: () => refuse(store) })
  }
  const { setItem } = Storage.prototype
  Storage.prototype.setItem = function (key: string, value: string): void {
    if (key !== PAGE_KEY) refuse(`sessionStorage.${key}`)
    setItem.call(this, key, value)
  }
  URL.createObjectURL = () => refuse('URL.createObjectURL')
  const send = window.fetch
  window.fetch = (input, init) => {
    if (init?.signal) refuse('fetch with an abort signal')
    if (init?.body instanceof ReadableStream) refuse('fetch with a streamed body')
    // A Request always has a signal and may hide a stream: the page asks by address.
    if (input instanceof Request) refuse('fetch with a Request')
    return send.call(window, input, init)
  }
  for (const connection of ['WebSocket', 'EventSource', 'XMLHttpRequest', 'SharedWorker']) {
    Object.defineProperty(window, connection, { get: () => refuse(connection) })
  }
}
