/**
 * Many may seal at a time, or one may remove: else a removal could take bytes that another file has just been found equal to.
 * First come, first served; a removal that waits holds back the seals after it.
 */
export interface Gate {
  shared<T>(work: () => Promise<T>): Promise<T>
  alone<T>(work: () => Promise<T>): Promise<T>
}

export function createGate(): Gate {
  let lastAlone: Promise<unknown> = Promise.resolve()
  const sharing = new Set<Promise<unknown>>()

  return {
    shared(work) {
      const running = lastAlone.then(work)
      const settled = running.then(nothing, nothing)
      sharing.add(settled)
      void settled.then(() => sharing.delete(settled))
      return running
    },
    alone(work) {
      const running = Promise.all([lastAlone, ...sharing]).then(work)
      // Failures belong to the caller; here it only matters that it is over.
      lastAlone = running.then(nothing, nothing)
      return running
    },
  }
}

function nothing(): void {}
