/** Long work on the main thread, in slices so short that the window does not feel them. */

export interface Background {
  /**
   * Runs `task` to its end, a slice at a time; it yields wherever it may be interrupted, at least each few milliseconds. Urgent tasks
   * go before the others, one task at a time. Rejects with what the task throws; after `close` it never settles.
   */
  run(task: Iterator<void>, urgency?: 'urgent' | 'patient'): Promise<void>
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>
  /** Nothing more runs. A task that was under way stays where it is. */
  close(): void
}

/** Milliseconds of one slice. */
const SLICE_MS = 8

interface Job {
  task: Iterator<void>
  done(): void
  failed(error: unknown): void
}

export function createBackground(now: () => number = () => performance.now()): Background {
  const urgent: Job[] = []
  const patient: Job[] = []
  let idlers: (() => void)[] = []
  let scheduled: NodeJS.Immediate | null = null
  let closed = false

  function schedule(): void {
    if (!closed) scheduled ??= setImmediate(slice)
  }

  function slice(): void {
    scheduled = null
    const end = now() + SLICE_MS
    while (!closed && now() < end) {
      const lane = urgent.length > 0 ? urgent : patient
      const job = lane[0]
      if (job === undefined) break
      if (step(job)) lane.splice(lane.indexOf(job), 1)
    }
    if (urgent.length + patient.length > 0) schedule()
    else tellIdle()
  }

  function tellIdle(): void {
    // After the callbacks of what just ended, which may ask for more.
    setImmediate(() => {
      if (urgent.length + patient.length > 0) return
      const due = idlers
      idlers = []
      for (const resolve of due) resolve()
    })
  }

  return {
    run: (task, urgency = 'patient') =>
      new Promise((resolve, reject) => {
        if (closed) return
        const lane = urgency === 'urgent' ? urgent : patient
        lane.push({ task, done: resolve, failed: reject })
        schedule()
      }),
    idle: () =>
      new Promise(resolve => {
        idlers.push(resolve)
        schedule()
      }),
    close() {
      closed = true
      if (scheduled !== null) clearImmediate(scheduled)
      urgent.length = 0
      patient.length = 0
    },
  }
}

/** One step of a job; whether it is over. */
function step(job: Job): boolean {
  try {
    if (job.task.next().done !== true) return false
    job.done()
  } catch (error) {
    job.failed(error)
  }
  return true
}
