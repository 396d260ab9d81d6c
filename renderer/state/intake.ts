import { create } from 'zustand'
import { UPLOAD_LIMIT } from '../../contract/api.ts'
import type { IntakeSummary, StartedIntake, StartIntake } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { IntakeProgress } from '../../contract/signals.ts'
import { call, sendChunk } from '../api/client.ts'
import { sha256Hex } from '../api/digest.ts'
import { problemOf } from '../api/problem.ts'
import type { Problem } from '../api/problem.ts'
import { upload } from '../api/upload.ts'
import type { UploadLine } from '../api/upload.ts'
import type { Picked } from './intake-files.ts'

/** A file that the page itself could not hand over, told in the summary beside those that the core refused. */
export type NotSent = { path: string; code: string }

type IntakeStore = {
  phase: 'form' | 'sending' | 'paused' | 'unpacking' | 'done'
  started: StartedIntake | null
  files: readonly Picked[]
  /** Files handed over, and octets of all of them so far. */
  sentFiles: number
  sentBytes: number
  totalBytes: number
  notSent: NotSent[]
  progress: IntakeProgress | null
  summary: IntakeSummary | null
  /** The core ended it by itself, having heard nothing for a while. */
  endedAlone: boolean
  problem: Problem | null
}

const NONE: IntakeStore = {
  phase: 'form',
  started: null,
  files: [],
  sentFiles: 0,
  sentBytes: 0,
  totalBytes: 0,
  notSent: [],
  progress: null,
  summary: null,
  endedAlone: false,
  problem: null,
}
export const useIntake = create<IntakeStore>(() => NONE)

/** Each run has a number; a run that was cancelled or forgotten finds another number and ends. */
let run = 0
/** The upload that was cut, so that taking up goes on within the file. */
let cut: { index: number; uploadId: string } | null = null
/** The page itself asked for the end. */
let cancelling = false

const line: UploadLine = {
  send: (id, chunk) => sendChunk('chunk', id, chunk),
  where: (id) => call('upload', { id }),
  digest: sha256Hex,
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}

/** Starts an intake, hands over every file, and waits until the core has unpacked and sealed them. */
export async function takeIn(start: StartIntake, files: readonly Picked[], unreadable: readonly string[]): Promise<void> {
  run += 1
  cut = null
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0)
  const notSent = unreadable.map((path) => ({ path, code: 'file.unreadable' }))
  useIntake.setState({ ...NONE, phase: 'sending', files, totalBytes, notSent })
  await guarded(run, async () => {
    useIntake.setState({ started: await call('startIntake', { body: start }) })
    await handOver(run)
  })
}

/** Goes on after a failure, from where it stopped. */
export async function takeUpAgain(): Promise<void> {
  run += 1
  useIntake.setState({ phase: 'sending', problem: null })
  await guarded(run, () => handOver(run))
}

export async function cancelIntake(): Promise<void> {
  run += 1
  const { started } = useIntake.getState()
  if (started === null) return forgetIntake()
  cancelling = true
  await guarded(run, async () => {
    const summary = await call('cancelIntake', { id: started.intakeId })
    useIntake.setState({ phase: 'done', summary })
  })
  cancelling = false
}

/** Progress of unpacking comes by signal; the end of it is read. */
export function holdIntake(progress: IntakeProgress): void {
  const { started, phase } = useIntake.getState()
  if (started?.intakeId !== progress.intakeId) return
  useIntake.setState({ progress })
  if (isOver(progress) && phase !== 'done' && !cancelling) void guarded(run, () => readSummary(run))
}

export function forgetIntake(): void {
  run += 1
  cut = null
  useIntake.setState(NONE)
}

async function handOver(mine: number): Promise<void> {
  const { started, files } = useIntake.getState()
  if (started === null) return
  for (let index = useIntake.getState().sentFiles; index < files.length; index += 1) {
    if (mine !== run) return
    await handOverOne(mine, index)
  }
  if (mine !== run) return
  useIntake.setState({ phase: 'unpacking' })
  const summary = await call('finishIntake', { id: started.intakeId })
  if (mine !== run) return
  if (summary.progress.state === 'done') useIntake.setState({ phase: 'done', summary })
  else void watch(mine)
}

async function handOverOne(mine: number, index: number): Promise<void> {
  const { started, files } = useIntake.getState()
  const picked = files[index]
  if (started === null || picked === undefined) return
  const before = files.slice(0, index).reduce((sum, { file }) => sum + file.size, 0)
  try {
    if (picked.file.size > UPLOAD_LIMIT) throw new AppError('upload.too_large')
    const begun = await begin(started.intakeId, index, picked)
    const show = (offset: number): void => {
      if (mine === run) useIntake.setState({ sentBytes: before + offset })
    }
    if (!(await upload(line, picked.file, begun, show, () => mine !== run))) return
    await call('finishUpload', { id: begun.uploadId })
  } catch (thrown) {
    if (!ofThisFile(thrown)) throw thrown
    useIntake.setState(({ notSent }) => ({ notSent: [...notSent, { path: picked.path, code: thrown.code }] }))
  }
  if (mine !== run) return
  cut = null
  useIntake.setState({ sentFiles: index + 1, sentBytes: before + picked.file.size })
}

async function begin(intakeId: string, index: number, { path, file }: Picked): Promise<{ uploadId: string; offset: number }> {
  if (cut?.index === index) return call('upload', { id: cut.uploadId })
  const begun = await call('startUpload', { id: intakeId, body: { path, bytes: file.size } })
  cut = { index, uploadId: begun.uploadId }
  return begun
}

/** Failures that concern one file: it is left out and told, the others go on. */
function ofThisFile(thrown: unknown): thrown is AppError {
  return thrown instanceof AppError && ['file.unreadable', 'upload.too_large', 'intake.bad_path'].includes(thrown.code)
}

/** Reads the state each second too: a signal may be lost with its connection. */
async function watch(mine: number): Promise<void> {
  while (mine === run && useIntake.getState().phase === 'unpacking') {
    await line.wait(1000)
    if (mine === run && useIntake.getState().phase === 'unpacking') await guarded(mine, () => readSummary(mine))
  }
}

async function readSummary(mine: number): Promise<void> {
  const { started } = useIntake.getState()
  if (started === null) return
  const summary = await call('intake', { id: started.intakeId })
  if (mine !== run) return
  useIntake.setState({ progress: summary.progress })
  if (isOver(summary.progress)) end(summary)
}

function isOver({ state }: IntakeProgress): boolean {
  return state === 'done' || state === 'cancelled'
}

/** With files left, the core ended it by itself: those that it never heard of are told beside what it tells of the others. */
function end(summary: IntakeSummary): void {
  const { files, sentFiles, notSent } = useIntake.getState()
  run += 1
  const unheard = files.slice(cut === null ? sentFiles : cut.index + 1).map(({ path }) => ({ path, code: 'upload.incomplete' }))
  useIntake.setState({ phase: 'done', summary, endedAlone: sentFiles < files.length, notSent: [...notSent, ...unheard] })
}

async function guarded(mine: number, deed: () => Promise<void>): Promise<void> {
  try {
    await unlessEnded(mine, deed)
  } catch (thrown) {
    if (mine !== run) return
    const { started } = useIntake.getState()
    useIntake.setState({ phase: started === null ? 'form' : 'paused', problem: problemOf(thrown) })
  }
}

/** What is refused because the intake ended by itself is no failure: its summary is read instead. */
async function unlessEnded(mine: number, deed: () => Promise<void>): Promise<void> {
  try {
    await deed()
  } catch (thrown) {
    if (!(thrown instanceof AppError && ['intake.closed', 'upload.unknown'].includes(thrown.code))) throw thrown
    await readSummary(mine)
    throw thrown
  }
}
