import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRecoveryCode, writeRecoveryCode } from './recovery-code.ts'

const secrets = fc.uint8Array({ minLength: 20, maxLength: 20 })

test('a recovery code is read back however a person types it', () => {
  fc.assert(
    fc.property(secrets, (secret) => {
      const code = writeRecoveryCode(secret)
      for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ' '), code.replaceAll('0', 'O').replaceAll('1', 'l')]) {
        expect([...readRecoveryCode(typed)]).toEqual([...secret])
      }
    }),
  )
})

test('a recovery code with one character wrong, two swapped or one missing is refused', () => {
  const code = writeRecoveryCode(Uint8Array.from({ length: 20 }, (_, i) => i * 13))
  const plain = code.replaceAll('-', '')
  for (let at = 0; at < plain.length; at += 1) {
    const wrong = plain[at] === '7' ? '8' : '7'
    expect(() => readRecoveryCode(plain.slice(0, at) + wrong + plain.slice(at + 1)), `character ${at}`).toThrow('session.wrong_recovery_code')
    if (plain[at] !== plain[at + 1] && at + 1 < plain.length) {
      const swapped = plain.slice(0, at) + plain[at + 1] + plain[at] + plain.slice(at + 2)
      expect(() => readRecoveryCode(swapped), `swap at ${at}`).toThrow('session.wrong_recovery_code')
    }
  }
  expect(() => readRecoveryCode(plain.slice(1))).toThrow('session.wrong_recovery_code')
  expect(() => readRecoveryCode('')).toThrow('session.wrong_recovery_code')
})
