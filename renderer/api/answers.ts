import { z } from 'zod'
import {
  AlertPage,
  Decided,
  HashListPage,
  IntakeSummary,
  ItemDetail,
  ListRejections,
  QueuePage,
  RecoveryCode,
  Reveal,
  Settings,
  SetUpDone,
  SignedIn,
  Slot,
  StartedIntake,
  StartedListImport,
  Status,
  Today,
  UploadState,
  WatchPage,
} from '../../contract/api.ts'
import type {
  AddPerson,
  AddWatchInput,
  AskRecoveryCode,
  AskReveal,
  Call,
  ChangePassphrase,
  DecideInput,
  GiveSecondLookInput,
  QueueQueryInput,
  Recover,
  RenewHub,
  SetUp,
  SignIn,
  StartIntake,
  StartListImportInput,
  StartUpload,
} from '../../contract/api.ts'
import { HashList, ListLosses } from '../../contract/match.ts'
import type { ListTerms } from '../../contract/match.ts'
import { SyncState } from '../../contract/signals.ts'
import { Taxonomy } from '../../contract/taxonomy.ts'
import { Alert, Watch } from '../../contract/watch.ts'
import { Id } from '../../contract/words.ts'

const Nothing = z.object({})

/** What each call answers. `events` is a stream and has its own reader. */
export const ANSWERS = {
  status: Status,
  setUp: SetUpDone,
  signIn: SignedIn,
  recover: SignedIn,
  lock: Nothing,
  signOut: Nothing,
  addPerson: z.object({ slot: Slot }),
  removePerson: Nothing,
  changePassphrase: Nothing,
  newRecoveryCode: RecoveryCode,
  renewHub: Nothing,
  settings: Settings,
  saveSettings: Settings,
  taxonomy: Taxonomy,
  sync: SyncState,
  syncNow: SyncState,
  today: Today,
  startIntake: StartedIntake,
  intake: IntakeSummary,
  finishIntake: IntakeSummary,
  cancelIntake: IntakeSummary,
  startUpload: UploadState,
  upload: UploadState,
  chunk: UploadState,
  finishUpload: UploadState,
  queue: QueuePage,
  next: z.object({ itemId: Id.nullable() }),
  item: ItemDetail,
  retry: Nothing,
  stopAnalysis: Nothing,
  reveal: Reveal,
  keepReveal: Nothing,
  endReveal: Nothing,
  decide: Decided,
  withdraw: ItemDetail,
  secondLook: ItemDetail,
  addToOwnList: ItemDetail,
  removeFromOwnList: ItemDetail,
  watches: WatchPage,
  addWatch: Watch,
  endWatch: Watch,
  alerts: AlertPage,
  acknowledgeAlert: Alert,
  lists: HashListPage,
  importList: StartedListImport,
  listChunk: UploadState,
  finishList: HashList,
  cancelList: HashList,
  setListTerms: HashList,
  listRejections: ListRejections,
  listLosses: ListLosses,
  removeList: Nothing,
} as const satisfies Record<Exclude<Call, 'events'>, z.ZodType>

export type CallName = keyof typeof ANSWERS
export type Answer<C extends CallName> = z.infer<(typeof ANSWERS)[C]>

/** What each call takes beside its path; calls that are not listed take nothing. */
export type Bodies = {
  setUp: SetUp
  signIn: SignIn
  recover: Recover
  addPerson: AddPerson
  changePassphrase: ChangePassphrase
  newRecoveryCode: AskRecoveryCode
  renewHub: RenewHub
  saveSettings: Settings
  startIntake: StartIntake
  startUpload: StartUpload
  reveal: AskReveal
  decide: DecideInput
  secondLook: GiveSecondLookInput
  addWatch: AddWatchInput
  importList: StartListImportInput
  setListTerms: ListTerms
}
export type Queries = {
  queue: QueueQueryInput
  next: QueueQueryInput & { after: string }
  listRejections: { offset: number }
}
