import { expect, test } from 'vitest'
import { isOfThisFeed, type Epoch } from './epochs.ts'

/** Two starts, a backup at 12 while the second ran, and the start after that was put back. */
const EPOCHS: Epoch[] = [{ id: 'first', from: 0 }, { id: 'second', from: 10 }, { id: 'after the backup', from: 12 }]

test.each([
  ['first', 10, true, 'all that the first epoch gave out is still there'],
  ['second', 12, true, 'the workstation had not been told more than the backup holds'],
  ['second', 13, false, 'it had been told something that came after the backup'],
  ['after the backup', 20, true, 'it follows the feed as it is now'],
  ['after the backup', 21, false, 'nothing was given out there yet'],
  ['of another hub', 1, false, 'nobody here knows where that is'],
  ['of another hub', 0, true, 'who begins has nothing to lose'],
  [null, 20, true, 'a workstation of a version before names no epoch'],
  [null, 21, false, 'and even that shows'],
])('position %2$i of epoch "%1$s" is of this feed: %3$s, for %4$s', (epoch, after, is, _because) => {
  expect(isOfThisFeed(EPOCHS, 20, { epoch, after })).toBe(is)
})
