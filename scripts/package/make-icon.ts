import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sharp, { type Sharp } from 'sharp'

const ICONS = fileURLToPath(new URL('../../resources/icons/', import.meta.url))
/** macOS wants 1024; electron-builder makes every smaller one, and the forms of Windows and macOS, of it. */
const SIDE = 1024

/** The icon as packaged, from the drawing. */
export const iconPixels = (): Sharp => sharp(`${ICONS}icon.svg`, { density: (72 * SIDE) / 512 }).resize(SIDE, SIDE)

/** `node scripts/package/make-icon.ts`: after the drawing changed. */
if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(`${ICONS}icon.png`, await iconPixels().png({ compressionLevel: 9 }).toBuffer())
