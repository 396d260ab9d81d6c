import type { Sharp } from 'sharp'
import { pdqOfRgb } from '../../native/index.ts'

/** PDQ of a picture as it will be decoded from a file without loss. */
export async function pdqOf(picture: Sharp): Promise<string> {
  const { data, info } = await picture.clone().removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return pdqOfRgb(data, info.width, info.height, 3).pdq
}
