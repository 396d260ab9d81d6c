import type { Recover } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { Attempts } from './attempts.ts'
import { refuseWeak } from './passphrase.ts'
import { readRecoveryCode } from './recovery-code.ts'
import { openRecovery, resealSlot, type SlotFile, type SlotMaker } from './slots.ts'

/**
 * The slots with a new passphrase for the one that was forgotten. Mistyped codes are free; codes of another profile count as attempts.
 * @throws AppError `session.weak_passphrase`, `session.wrong_recovery_code`, `session.too_many_attempts`, `session.person_removed`
 */
export async function recoverSlot(maker: SlotMaker, attempts: Attempts, file: SlotFile, { slotId, recoveryCode, passphrase }: Recover): Promise<SlotFile> {
  refuseWeak(passphrase)
  const forgotten = file.slots.find(({ id }) => id === slotId)
  if (forgotten === undefined) throw new AppError('request.invalid', { path: 'slotId' })
  if (forgotten.removed) throw new AppError('session.person_removed')
  const secret = readRecoveryCode(recoveryCode)
  const dataKey = await attempts.attempt(file.recovery.id, () => openRecovery(file.recovery, secret))
  if (dataKey === null) throw new AppError('session.wrong_recovery_code')
  attempts.forget(slotId)
  try {
    const renewed = await resealSlot(maker, forgotten, passphrase, { dataKey })
    return { ...file, slots: file.slots.map((slot) => (slot.id === slotId ? renewed : slot)) }
  } finally {
    dataKey.fill(0)
  }
}
