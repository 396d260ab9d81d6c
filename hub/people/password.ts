import { randomBytes } from 'node:crypto'
import { argon2id, argon2Verify } from 'hash-wasm'

export interface PasswordCost {
  memoryKib: number
  passes: number
}

/** OWASP's cheat sheet on password storage, first choice for Argon2id: m = 19 MiB, t = 2, p = 1. */
export const DEFAULT_COST: PasswordCost = { memoryKib: 19_456, passes: 2 }

/** Argon2id with its parameters, encoded (`$argon2id$v=19$…`). */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  return argon2id({
    password: password.normalize('NFKC'),
    salt: randomBytes(16),
    parallelism: 1,
    iterations: cost.passes,
    memorySize: cost.memoryKib,
    hashLength: 32,
    outputType: 'encoded',
  })
}

export async function isPassword(password: string, hash: string): Promise<boolean> {
  return argon2Verify({ password: password.normalize('NFKC'), hash })
}
