import { runWorker } from '../store/run-worker.ts'

export interface KdfParameters {
  memoryKiB: number
  iterations: number
  parallelism: number
}

/** Argon2id as RFC 9106 recommends it where memory is limited (second option): 64 MiB, 3 passes; one lane, as WASM has one. */
export const KDF_PARAMETERS: KdfParameters = { memoryKiB: 64 * 1024, iterations: 3, parallelism: 1 }

export interface KdfInput {
  passphrase: string
  salt: Uint8Array
  parameters: KdfParameters
}

/** 32 bytes from a passphrase. */
export type DeriveKey = (input: KdfInput) => Promise<Uint8Array>

/** Derives in a worker thread. @param workers `ports.paths.workers` */
export function createDeriveKey(workers: string): DeriveKey {
  // Composed alike, whatever keyboard typed it (an é may come as one character or as two).
  return ({ passphrase, ...rest }) => runWorker<Uint8Array>({ workers, name: 'kdf' }, {}, { ...rest, passphrase: passphrase.normalize('NFKC') })
}
