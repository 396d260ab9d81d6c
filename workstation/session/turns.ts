/** Runs asks one after another: two sign-ins at once would both count attempts, take 64 MiB each, and both open. */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => undefined) // who asked has the failure; the next one goes on
    return mine
  }
}
