/** Aborts its signal (`TimeoutError`) when nobody touched it for so long. */
export function createIdleTimer(ms: number): { signal: AbortSignal; touch(): void; stop(): void } {
  const controller = new AbortController()
  const expire = (): void => controller.abort(new DOMException('nothing came', 'TimeoutError'))
  let timer = setTimeout(expire, ms)
  return {
    signal: controller.signal,
    touch() {
      clearTimeout(timer)
      timer = setTimeout(expire, ms)
    },
    stop: () => clearTimeout(timer),
  }
}
