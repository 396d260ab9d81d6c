// The first script of the page in the preview shell. It exchanges the one-time token of the address for a page key and
// sends that key with every request of the page; the user interface knows nothing of it.
;(() => {
  const KEY = 'paravent-page'
  const HEADER = 'X-Paravent-Page'
  const send = window.fetch.bind(window)
  const token = new URLSearchParams(location.hash.slice(1)).get('launch')
  // The token is of no use any more: it does not stay in the address bar.
  if (token) history.replaceState(null, '', location.pathname + location.search)

  const exchange = async () => {
    const response = await send('/preview/launch', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    if (!response.ok) return null
    const { key } = await response.json()
    sessionStorage.setItem(KEY, key)
    return key
  }

  /** Whether a key from before a reload is still one: the preview may have been started again since. */
  const remembered = async () => {
    const key = sessionStorage.getItem(KEY)
    if (!key) return null
    const response = await send('/preview/key', { headers: { [HEADER]: key } })
    return response.ok ? key : null
  }

  const explain = () => {
    const tell = () => {
      const page = document.createElement('main')
      Object.assign(page.style, { maxWidth: '36rem', margin: '20vh auto', padding: '0 1.5rem', font: '16px/1.6 system-ui, sans-serif' })
      for (const [language, sentence] of [
        [
          'fr',
          'Cette adresse a déjà servi, ou elle est incomplète. Le terminal où Paravent tourne en affiche une nouvelle : ouvrez celle-là.',
        ],
        ['en', 'This address was used before, or it is not complete. The terminal in which Paravent runs shows a new one: open that.'],
      ]) {
        const line = document.createElement('p')
        line.lang = language
        line.textContent = sentence
        page.append(line)
      }
      document.body.replaceChildren(page)
    }
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', tell)
    else tell()
  }

  const key = (token ? exchange() : remembered()).then(found => {
    if (found !== null) return found
    explain()
    // The page is over: its requests wait for ever instead of failing one by one behind the sentence.
    return new Promise(() => undefined)
  })

  window.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input), location.href)
    if (url.origin !== location.origin) return send(input, init)
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
    headers.set(HEADER, await key)
    return send(input, { ...init, headers })
  }
})()
