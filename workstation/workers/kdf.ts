import { argon2id } from 'hash-wasm'
import type { KdfInput } from '../session/key-derivation.ts'
import { serve } from '../store/worker-entry.ts'

/** Argon2id, off the main thread: it takes tenths of a second and 64 MiB. */
serve(async ({ passphrase, salt, parameters }: KdfInput): Promise<Uint8Array> =>
  argon2id({
    password: passphrase,
    salt,
    memorySize: parameters.memoryKiB,
    iterations: parameters.iterations,
    parallelism: parameters.parallelism,
    hashLength: 32,
    outputType: 'binary',
  }),
)
