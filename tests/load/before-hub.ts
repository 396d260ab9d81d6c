import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerParent } from './answer-parent.ts'

/** Runs before hub/main.ts in its process: the hub as it is, with a clock at its door. */

export interface HubTimes {
  /** Milliseconds from a request to the end of its answer, in the order in which they ended. */
  push: number[]
  pull: number[]
  /** Requests of any kind that were answered. */
  answered: number
  /** Answers of 500 and above. */
  failed: number
}

const times: HubTimes = { push: [], pull: [], answered: 0, failed: 0 }
const begun = new WeakMap<IncomingMessage, number>()

subscribe('http.server.request.start', (told) => void begun.set((told as { request: IncomingMessage }).request, performance.now()))
subscribe('http.server.response.finish', (told) => {
  const { request, response } = told as { request: IncomingMessage; response: ServerResponse }
  times.answered += 1
  if (response.statusCode >= 500) times.failed += 1
  const took = performance.now() - (begun.get(request) ?? Number.NaN)
  if (request.method === 'POST' && request.url === '/v1/events') times.push.push(took)
  if (request.url?.startsWith('/v1/changes') === true) times.pull.push(took)
})
answerParent({ times: () => times, work: () => times.answered })
// The hub ends when it is told to, whoever may still ask.
process.channel?.unref()
