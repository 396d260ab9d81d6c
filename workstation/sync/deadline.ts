/** The time that a request has. It ends with the time or with the workstation, also when who carries it out hears no signal. */
export interface Deadline {
  signal: AbortSignal
  /** Something came: the time begins anew. */
  touch(): void
  /** Settles as `work` does, or fails when the time is over (`TimeoutError`) or the workstation closes. */
  within<T>(work: Promise<T>): Promise<T>
  /** To be called in any case: frees timer and listener. */
  stop(): void
}

/** Made by hand: what `AbortSignal.any` answers may be collected as garbage, and its time-out with it, while one waits for it. */
export function createDeadline(ms: number, closing: AbortSignal): Deadline {
  const controller = new AbortController()
  const expire = (): void => controller.abort(new DOMException('nothing came in time', 'TimeoutError'))
  const close = (): void => controller.abort(closing.reason)
  const { signal } = controller
  const over = new Promise<never>((_, fail) => signal.addEventListener('abort', () => fail(signal.reason), { once: true }))
  over.catch(() => undefined) // whoever waits has the failure
  let timer = setTimeout(expire, ms)
  if (closing.aborted) close()
  else closing.addEventListener('abort', close, { once: true })
  return {
    signal,
    touch() {
      clearTimeout(timer)
      timer = setTimeout(expire, ms)
    },
    within: (work) => Promise.race([work, over]),
    stop() {
      clearTimeout(timer)
      closing.removeEventListener('abort', close)
    },
  }
}
