import { expect, test } from 'vitest'
import { openTestWorkstation, PASSPHRASE } from '../../tests/support/workstation.ts'
import type { HouseParts } from '../house.ts'
import { openHouse } from '../house.ts'
import { openProfile } from './profile.ts'
import { createSession } from './session.ts'

test('when a session ends, its keys are zeroed in memory, and the next one brings the same', async () => {
  const t = openTestWorkstation()
  await t.setUp('amelie')
  await t.workstation.close()
  const given: HouseParts['keys'][] = []
  const access: Uint8Array[] = []
  const session = createSession({
    ports: t.ports,
    profile: openProfile(t.profile),
    openHouse(parts) {
      given.push(parts.keys)
      access.push(parts.store.access().key)
      return openHouse(parts)
    },
  })
  const isZero = (bytes: Uint8Array | undefined): boolean => bytes?.every((byte) => byte === 0) ?? false

  await session.unlock('amelie', PASSPHRASE)
  const before = Buffer.from(given[0]?.signing ?? [])
  const ledger = Buffer.from(given[0]?.ledger ?? [])
  expect([isZero(before), isZero(ledger)]).toEqual([false, false])
  await session.lock('system')
  expect([isZero(given[0]?.signing), isZero(given[0]?.ledger)]).toEqual([true, true])

  await session.unlock('amelie', PASSPHRASE)
  expect([before.equals(given[1]?.signing ?? new Uint8Array()), ledger.equals(given[1]?.ledger ?? new Uint8Array())]).toEqual([true, true])
  expect(Buffer.from(access[0] ?? []).equals(access[1] ?? new Uint8Array())).toBe(true)
  await session.close()
  await t.close()
})
