import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { AppError } from '../contract/error.ts'
import { openFilesIn } from '../tests/support/open-files.ts'
import { importList, takeIn } from '../tests/support/reporting.ts'
import { openTestWorkstation, PASSPHRASE } from '../tests/support/workstation.ts'
import { openHouse, type HouseParts } from './house.ts'
import { openProfile } from './session/profile.ts'
import { createSession } from './session/session.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** The last of its parts meets a damage; what was built before it has lists to read, media to match and items to rank. */
let given: HouseParts | undefined
function openDamaged(parts: HouseParts): never {
  given = parts
  const ports = {
    ...parts.ports,
    get fetch(): never {
      throw new AppError('profile.damaged', { part: 'database' })
    },
  }
  openHouse({ ...parts, ports })
  throw new Error('the damage was not met')
}

test('a house of which a part cannot be built leaves nothing at work, and the next one finds everything', async () => {
  const t = openTestWorkstation()
  await t.setUp('amelie', 'supervisor')
  const { itemIds } = await takeIn(t, [{ name: 'a.bin', bytes: Buffer.from('any bytes') }])
  const rows = Array.from({ length: 50 }, (_, at) => `pdq,${String(at).padStart(64, '0')},A,,,`)
  const listId = await importList(t, { name: 'a list', trust: 'verified', rows })
  await t.workstation.close()

  let damaged = true
  const session = createSession({ ports: t.ports, profile: openProfile(t.profile), openHouse: (parts) => (damaged ? openDamaged(parts) : openHouse(parts)) })
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  vi.useFakeTimers({ toFake: ['setImmediate', 'setInterval', 'setTimeout'] })
  await expect(session.unlock('amelie', PASSPHRASE)).rejects.toMatchObject({ code: 'profile.damaged' })
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  await setTimeout(200)
  expect(openFilesIn(t.profile)).toEqual([`${t.profile}/profile.lock`])
  expect(stderr.mock.calls).toEqual([])
  for (const key of [given?.lists.key, given?.keys.signing, given?.keys.ledger]) expect(key?.every((byte) => byte === 0)).toBe(true)

  damaged = false
  const house = await session.unlock('amelie', PASSPHRASE)
  await house.matching.settled()
  expect(house.hashLists.list(listId)).toMatchObject({ state: 'ready', index: { state: 'ready' } })
  expect(house.queue.row(itemIds[0] ?? '')?.id).toBe(itemIds[0])
  await session.close()
  await t.close()
})
