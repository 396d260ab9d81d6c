import { expect, test } from 'vitest'
import { AppError } from '../../contract/error.ts'
import { openTestWorkstation, PASSPHRASE } from '../../tests/support/workstation.ts'
import type { HouseParts } from '../house.ts'
import { openHouse } from '../house.ts'
import { openProfile } from './profile.ts'
import { createSession } from './session.ts'

const isZero = (bytes: Uint8Array | undefined): boolean => bytes?.every((byte) => byte === 0) ?? false

test('when a session ends, its keys are zeroed in memory, and the next one brings the same', async () => {
  const t = openTestWorkstation()
  await t.setUp('amelie')
  await t.workstation.close()
  const given: HouseParts['keys'][] = []
  const lists: Uint8Array[] = []
  const access: Uint8Array[] = []
  const session = createSession({
    ports: t.ports,
    profile: openProfile(t.profile),
    openHouse(parts) {
      given.push(parts.keys)
      access.push(parts.store.access().key)
      lists.push(parts.lists.key)
      return openHouse(parts)
    },
  })

  await session.unlock('amelie', PASSPHRASE)
  const before = Buffer.from(given[0]?.signing ?? [])
  const ledger = Buffer.from(given[0]?.ledger ?? [])
  expect([isZero(before), isZero(ledger), isZero(lists[0])]).toEqual([false, false, false])
  await session.lock('system')
  expect([isZero(given[0]?.signing), isZero(given[0]?.ledger), isZero(lists[0])]).toEqual([true, true, true])

  await session.unlock('amelie', PASSPHRASE)
  expect([before.equals(given[1]?.signing ?? new Uint8Array()), ledger.equals(given[1]?.ledger ?? new Uint8Array())]).toEqual([true, true])
  expect(Buffer.from(access[0] ?? []).equals(access[1] ?? new Uint8Array())).toBe(true)
  await session.close()
  await t.close()
})

test('an opening that fails at its very last step leaves nobody in, and its keys are zero', async () => {
  const t = openTestWorkstation()
  await t.setUp('amelie')
  await t.workstation.close()
  let keys: HouseParts['keys'] | undefined
  let full = true
  const session = createSession({
    ports: t.ports,
    profile: openProfile(t.profile),
    openHouse(parts) {
      keys = parts.keys
      const house = openHouse(parts)
      const begin = (): void => {
        if (full) throw new AppError('disk.full')
        house.begin()
      }
      return { ...house, begin }
    },
  })
  const [slot] = session.facts().slots
  const signIn = (): Promise<unknown> => session.signIn({ slotId: slot?.id ?? '', passphrase: PASSPHRASE })
  await expect(signIn()).rejects.toThrow('disk.full')
  expect([session.facts().state, isZero(keys?.signing), isZero(keys?.ledger)]).toEqual(['locked', true, true])
  full = false
  await signIn()
  expect(session.facts().state).toBe('open')
  await session.close()
  await t.close()
})
