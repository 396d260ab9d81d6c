import type { Material } from './material.ts'
import { material } from './material.ts'
import type { Random } from './random.ts'

/** Files that no decoder should trust: each stays in the queue, marked with its reason. */
export function damagedFiles(picture: Material, video: Material | undefined, random: Random): Material[] {
  const { bytes } = picture
  return [
    material('coupée.jpg', bytes.subarray(0, Math.floor(bytes.length * 0.55))),
    material('très coupée.jpg', bytes.subarray(0, 300)),
    material('bruit.png', random.bytes(20_000)),
    material('vide.jpg', new Uint8Array(0)),
    // Extensions that lie: a picture that calls itself a video, a text and a page that call themselves pictures.
    material('film.mp4', bytes.subarray(0)),
    material('note.jpg', Buffer.from('Ceci n’est pas une image.\n'.repeat(40))),
    material('page.png', Buffer.from('<!doctype html><title>404</title><p>Page introuvable</p>')),
    ...(video ? [material('interrompue.mp4', video.bytes.subarray(0, Math.floor(video.bytes.length * 0.4)))] : []),
  ]
}
