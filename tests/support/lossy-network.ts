import { setImmediate } from 'node:timers/promises'

/** What may happen to one request on its way, and to its answer. */
export const FAULTS = ['none', 'request lost', 'answer lost', 'twice', 'late', 'time-out after commit', 'nonsense', 'cut answer'] as const
export type Fault = (typeof FAULTS)[number]

export interface LossyNetwork {
  fetch: typeof fetch
  /** For the requests to come, in order; none after these. */
  faults: Fault[]
  /** Lets through what was held back, in any order. */
  deliverLate(order: number): Promise<void>
}

/** A network in one process. A request that left is carried out at the other end whatever becomes of the one who asked. */
export function createLossyNetwork(serve: (request: Request) => Promise<Response>): LossyNetwork {
  const held: Request[] = []

  async function carry(request: Request, fault: Fault): Promise<Response> {
    if (fault === 'request lost') throw new TypeError('fetch failed')
    if (fault === 'late') {
      held.push(request)
      throw new TypeError('fetch failed')
    }
    if (fault === 'twice') await serve(request.clone())
    const answer = await serve(request)
    if (fault === 'answer lost') throw new TypeError('fetch failed')
    if (fault === 'time-out after commit') throw new DOMException('too late', 'TimeoutError')
    if (fault === 'nonsense') return new Response('<html>')
    if (fault === 'cut answer') return new Response((await answer.text()).slice(0, -5), { status: answer.status })
    return answer
  }

  const network: LossyNetwork = {
    faults: [],
    fetch: ((url: string, { signal, ...init }: RequestInit) => {
      const answer = carry(new Request(url, init), network.faults.shift() ?? 'none')
      if (!signal) return answer
      const aborted = new Promise<never>((_, fail) => {
        if (signal.aborted) fail(signal.reason)
        else signal.addEventListener('abort', () => fail(signal.reason), { once: true })
      })
      return Promise.race([answer, aborted])
    }) as typeof fetch,
    async deliverLate(order) {
      while (held.length > 0) {
        const [request] = held.splice(order % held.length, 1)
        if (request !== undefined) await serve(request)
        await setImmediate()
      }
    },
  }
  return network
}
