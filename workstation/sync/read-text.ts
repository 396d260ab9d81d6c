import { AppError } from '../../contract/error.ts'

/** The body as text. @throws AppError `hub.bad_answer` when it is longer than `limit` bytes */
export async function readText(response: Response, limit: number): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.length
    if (bytes > limit) throw new AppError('hub.bad_answer')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
