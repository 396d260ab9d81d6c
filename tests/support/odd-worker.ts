import { AppError } from '../../contract/error.ts'
import { serve } from '../../workstation/store/worker-entry.ts'

/** A worker thread that does what it is asked, well or badly. */
serve<string, number, string>((what, job) => {
  if (what === 'fail') throw new AppError('list.no_valid_row', { rows: 7 })
  if (what === 'break') throw new RangeError('a secret of the material')
  if (what === 'exit') process.exit(3)
  if (what === 'hang') for (;;);
  let turns = 0
  if (what === 'spin') {
    job.progress('begun')
    // The cancel may be there before the first turn.
    do turns += 1
    while (!job.cancelled())
  }
  return turns
})
