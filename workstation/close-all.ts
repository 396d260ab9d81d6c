import { reportBug } from './report-bug.ts'

/** What a part has no time for is cut off by what closes after it. */
const PATIENCE_MS = 2000

/** Closes parts at once, each as it can; one that fails or hangs does not keep the others, nor the lock, waiting. */
export async function closeAll(parts: readonly { close(): unknown }[]): Promise<void> {
  await Promise.all(parts.map(closeOne))
}

async function closeOne(part: { close(): unknown }): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)))
  try {
    await Promise.race([part.close(), late])
  } catch (error) {
    reportBug('close', error)
  } finally {
    clearTimeout(timer)
  }
}
