import type { Reveal } from '../../contract/api.ts'

/**
 * The one place on the page where uncovered pixels stand. React does not manage what is inside, so that `hide` takes
 * the element out of the document in the same turn, whatever React is doing.
 */
let host: HTMLElement | null = null
let shown: HTMLImageElement | HTMLVideoElement | null = null

export function attachSurface(element: HTMLElement | null): void {
  if (element === null) hide()
  host = element
}

export type ShownHandlers = { onFailure: () => void; label: string; startAt: number }

/** Puts the granted picture or video on the surface; answers the video so that controls can drive it. */
export function show(reveal: Reveal, handlers: ShownHandlers): HTMLVideoElement | null {
  hide()
  if (host === null) return null
  const element = reveal.contentType.startsWith('video/') ? videoOf(reveal, handlers) : pictureOf(reveal, handlers)
  element.addEventListener('error', handlers.onFailure)
  element.dataset['testid'] = element instanceof HTMLVideoElement ? 'reveal-video' : 'reveal-image'
  shown = element
  host.append(element)
  return element instanceof HTMLVideoElement ? element : null
}

export function hide(): void {
  if (shown === null) return
  const leaving = shown
  shown = null
  leaving.remove()
  if (leaving instanceof HTMLVideoElement) leaving.pause()
  leaving.removeAttribute('src')
  if (leaving instanceof HTMLVideoElement) leaving.load()
}

function pictureOf(reveal: Reveal, { label }: ShownHandlers): HTMLImageElement {
  const picture = new Image(reveal.width, reveal.height)
  picture.alt = label
  picture.draggable = false
  picture.src = reveal.url
  return picture
}

/** Muted for good: sound is a separate act that this version does not have. */
function videoOf(reveal: Reveal, { label, startAt }: ShownHandlers): HTMLVideoElement {
  const video = document.createElement('video')
  video.muted = true
  video.defaultMuted = true
  video.playsInline = true
  video.disablePictureInPicture = true
  video.disableRemotePlayback = true
  video.setAttribute('aria-label', label)
  video.addEventListener('volumechange', () => {
    video.muted = true
  })
  video.addEventListener('loadedmetadata', () => {
    if (startAt > 0) video.currentTime = startAt
    video.play().catch(() => undefined)
  }, { once: true })
  video.src = reveal.url
  return video
}
