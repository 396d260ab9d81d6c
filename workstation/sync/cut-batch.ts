/** What the hub takes in one request. */
export const MOST_EVENTS = 100
export const MOST_BYTES = 2 * 1024 * 1024

/** The first events that fit into one request, in their order; never none where there are any. */
export function cutBatch<E extends { bytes: string }>(events: readonly E[], most = { events: MOST_EVENTS, bytes: MOST_BYTES }): E[] {
  const batch: E[] = []
  let bytes = 0
  for (const event of events) {
    bytes += Buffer.byteLength(event.bytes)
    if (batch.length > 0 && (batch.length === most.events || bytes > most.bytes)) break
    batch.push(event)
  }
  return batch
}
