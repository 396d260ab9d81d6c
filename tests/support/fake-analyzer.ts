import { createDecipheriv, createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Analysis, AnalyzerAnswer, AnalyzerRequest, FileSource } from '../../contract/analyzer.ts'
import { SYMMETRIES } from '../../contract/words.ts'
import type { AnalyzerProcess } from '../../workstation/ports.ts'

/** A PNG of one grey pixel. */
const GREY = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64')

/**
 * An analyzer that decodes nothing: true hashes, one grey pixel as every derivative and rendition, and a PDQ made from the SHA-256. For tests of
 * what lies around it; the real one is `startAnalyzer` of preview/analyzer-process.ts.
 */
export function startFakeAnalyzer(): AnalyzerProcess {
  let tell: (answer: AnalyzerAnswer) => void = () => undefined
  let exited: (exit: { code: number | null; signal: string | null }) => void = () => undefined
  let dead = false
  const answer = (message: AnalyzerAnswer): void => {
    setImmediate(() => !dead && tell(message))
  }
  return {
    pid: undefined,
    post(request) {
      for (const message of answersTo(request)) answer(message)
    },
    onAnswer(listener) {
      tell = listener
      answer({ type: 'ready' })
    },
    onExit(listener) {
      exited = listener
    },
    kill() {
      if (dead) return
      dead = true
      setImmediate(() => exited({ code: null, signal: 'SIGKILL' }))
    },
  }
}

function answersTo({ type, job, source }: AnalyzerRequest): AnalyzerAnswer[] {
  if (type === 'render') {
    return [
      { type: 'chunk', job, bytes: GREY },
      { type: 'rendered', job, untrusted: { contentType: 'image/png', width: 1, height: 1 } },
    ]
  }
  const bytes = read(source)
  const digest = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex')
  return [
    { type: 'hashed', job, hashes: { md5: digest('md5'), sha1: digest('sha1'), sha256: digest('sha256'), bytes: bytes.length } },
    { type: 'analysed', job, untrusted: analysisOf(digest('sha256')) },
  ]
}

function read(source: FileSource): Uint8Array {
  if (source.kind === 'bytes') return source.bytes
  const decipher = createDecipheriv('aes-128-cbc', Buffer.from(source.key, 'hex'), Buffer.from(source.iv, 'hex'))
  return Buffer.concat([decipher.update(readFileSync(source.path)), decipher.final()])
}

function analysisOf(pdq: string): Analysis {
  const pixel = { contentType: 'image/png', width: 1, height: 1, bytes: GREY } as const
  return {
    kind: 'image',
    contentType: 'image/png',
    width: 1,
    height: 1,
    durationSeconds: null,
    hasSound: null,
    damaged: false,
    failure: null,
    fingerprint: { pdq, quality: 100 },
    views: SYMMETRIES.map(view => ({ view, pdq, quality: 100 })),
    frames: [],
    derivatives: [{ kind: 'thumbnail', ...pixel }, { kind: 'covered', ...pixel }],
  }
}
