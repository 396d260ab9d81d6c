import { z } from 'zod'
import { Person } from './hub.ts'
import { Match, Moved, Prequalification, HashList, ListRejection, ListTerms, WrittenList } from './match.ts'
import { Decision, Qualification, SecondLook } from './qualification.ts'
import { Report, ReportDraft } from './report.ts'
import { IntakeProgress } from './signals.ts'
import { Alert, Watch } from './watch.ts'
import { Certainty, Id, ItemState, ListFormat, Locale, MatchKind, MediaKind, MediaState, ReportSource, Rung, SecondLookVerdict, Sha256, Symmetry, Time, Trust } from './words.ts'

/**
 * The workstation's API. Each entry of `API` below is one call: method, path, who may, body and answer. Failures are `ErrorBody`.
 * All calls but those marked `open` need `Authorization: Bearer <token>` of the sign-in. All answers are `no-store`.
 */

// ── session ────────────────────────────────────────────────────────────────
/** `removed`: the hub said so; nothing opens this slot any more. */
export const Slot = z.object({ id: Id, person: Person, removed: z.boolean() })
export const Status = z.object({
  state: z.enum(['empty', 'locked', 'open']),
  /** A profile of demonstration data: the sign-in page then tells the passphrases. */
  demonstration: z.boolean(),
  demonstrationPeople: z.array(z.object({ login: z.string(), passphrase: z.string() })),
  shell: z.enum(['electron', 'preview']),
  /** Screen capture is refused by the system: yes, no (shown as not available). */
  contentProtection: z.boolean(),
  version: z.string(),
  systemLocale: Locale,
  hubUrl: z.string().nullable(),
  slots: z.array(Slot),
})
export type Status = z.infer<typeof Status>

export const SetUp = z.object({
  hubUrl: z.url(),
  login: z.string().min(1).max(120),
  password: z.string().min(1).max(1000),
  /** The enrolment code that an administrator made for this person; used once. */
  code: z.string().min(1).max(100),
  passphrase: z.string().min(1).max(1000),
})
export type SetUp = z.infer<typeof SetUp>
export const SignIn = z.object({ slotId: Id, passphrase: z.string().min(1).max(1000) })
export type SignIn = z.infer<typeof SignIn>
export const SignedIn = z.object({ token: z.string(), person: Person })
export type SignedIn = z.infer<typeof SignedIn>
/** Shown once, to be printed. */
export const SetUpDone = SignedIn.extend({ recoveryCode: z.string() })
export type SetUpDone = z.infer<typeof SetUpDone>
export const Recover = z.object({ slotId: Id, recoveryCode: z.string().min(1).max(200), passphrase: z.string().min(1).max(1000) })
export type Recover = z.infer<typeof Recover>
export const AddPerson = SetUp.omit({ hubUrl: true })
export type AddPerson = z.infer<typeof AddPerson>
export const ChangePassphrase = z.object({ current: z.string().min(1).max(1000), passphrase: z.string().min(1).max(1000) })
export type ChangePassphrase = z.infer<typeof ChangePassphrase>
/** A new code ends the one before; the passphrase is asked again, for the page may stand unattended. */
export const AskRecoveryCode = z.object({ passphrase: z.string().min(1).max(1000) })
export type AskRecoveryCode = z.infer<typeof AskRecoveryCode>
export const RecoveryCode = z.object({ recoveryCode: z.string() })
export type RecoveryCode = z.infer<typeof RecoveryCode>
/** A new token of the hub for the person who is signed in; `code` where the hub does not know them on this device any more. */
export const RenewHub = z.object({ password: z.string().min(1).max(1000), code: z.string().min(1).max(100).optional() })
export type RenewHub = z.infer<typeof RenewHub>

// ── settings, taxonomy ─────────────────────────────────────────────────────
export const Settings = z.object({
  locale: Locale,
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  /** A toggled reveal covers again after so many seconds. */
  autoCoverSeconds: z.int().min(2).max(60),
  singleKeyShortcuts: z.boolean(),
  idleLockMinutes: z.int().min(1).max(120),
})
export type Settings = z.infer<typeof Settings>

// ── intake ─────────────────────────────────────────────────────────────────
/** Either a new report or captures for an item that is a URL. */
export const StartIntake = z.union([z.object({ report: ReportDraft }), z.object({ itemId: Id })])
export type StartIntake = z.infer<typeof StartIntake>
export const StartedIntake = z.object({ intakeId: Id, reportId: Id, reference: z.string() })
export type StartedIntake = z.infer<typeof StartedIntake>
/** `path` is relative, as the browser names it; it is untrusted and only kept as the name. */
export const StartUpload = z.object({ path: z.string().min(1).max(4096), bytes: z.int().min(0) })
export type StartUpload = z.infer<typeof StartUpload>
export const UploadState = z.object({ uploadId: Id, offset: z.int() })
export type UploadState = z.infer<typeof UploadState>
/** Chunks are at most this many bytes, with `X-Offset` and `X-Digest` (SHA-256 hex of the chunk) headers. */
export const CHUNK_LIMIT = 1024 * 1024
export const UPLOAD_LIMIT = 2 * 1024 * 1024 * 1024

export const IntakeFile = z.object({
  /** Path under which the file came (inside the archive too: `album.zip/1.jpg`). */
  path: z.string(),
  status: z.enum(['new', 'known', 'repeated', 'refused']),
  sha256: Sha256.nullable(),
  bytes: z.int(),
  itemId: Id.nullable(),
  /** Why it was refused. */
  code: z.string().nullable(),
})
export type IntakeFile = z.infer<typeof IntakeFile>
export const SeenUrl = z.object({ url: z.string(), itemId: Id, earlierItemIds: z.array(Id) })
export const IntakeSummary = z.object({
  progress: IntakeProgress,
  reference: z.string(),
  files: z.array(IntakeFile),
  /** URLs of this report that were reported before. */
  seenUrls: z.array(SeenUrl),
  /** new: sealed for the first time; known: these bytes were here already; repeated: twice in this intake; refused: with code. */
  counts: z.object({ new: z.int(), known: z.int(), repeated: z.int(), refused: z.int() }),
})
export type IntakeSummary = z.infer<typeof IntakeSummary>

// ── queue ──────────────────────────────────────────────────────────────────
export const QueueView = z.enum(['waiting', 'returned', 'second_look', 'decided', 'failed', 'all'])
export type QueueView = z.infer<typeof QueueView>
export const QueueQuery = z.object({
  view: QueueView.default('waiting'),
  source: ReportSource.optional(),
  kind: z.enum(['image', 'video', 'other', 'url']).optional(),
  known: z.enum(['exact', 'similar', 'none']).optional(),
  infraction: z.string().optional(),
  /** Words searched in URLs, texts, names, report references; also a whole SHA-256 or MD5. */
  q: z.string().max(200).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type QueueQuery = z.infer<typeof QueueQuery>
export type QueueQueryInput = z.input<typeof QueueQuery>

/** A term of the priority that the UI explains, e.g. { term: 'severity', points: 50, facts: { severity: 5 } }. */
export const PriorityTerm = z.object({
  term: z.enum(['severity', 'source', 'age', 'external_score', 'returned', 'known_exact', 'similar', 'watched']),
  points: z.number(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
})
export const Priority = z.object({ points: z.number(), terms: z.array(PriorityTerm) })
export type Priority = z.infer<typeof Priority>

export const QueueRow = z.object({
  id: Id,
  reportId: Id,
  reference: z.string(),
  source: ReportSource,
  receivedAt: Time,
  state: ItemState,
  kind: z.enum(['image', 'video', 'other', 'url']),
  media: z.int(),
  mediaState: MediaState.nullable(),
  failure: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  damaged: z.boolean(),
  suspectedInfraction: z.string().nullable(),
  violent: z.boolean(),
  priority: Priority,
  prequalification: Prequalification,
  /** The nearest match, in short. */
  match: z.object({ kind: MatchKind, certainty: Certainty, listName: z.string(), trust: Trust, distance: z.int() }).nullable(),
  /** What moved it since it stands where it stands; null where nothing did. */
  moved: Moved.nullable(),
  /** Look-alikes on this workstation, itself not counted. */
  lookAlikes: z.int(),
  seenBefore: z.boolean(),
  /** A watch looks for what it holds. */
  watched: z.boolean(),
  /** A covered picture ≤ 160 px; null where there is none. */
  thumbnailUrl: z.string().nullable(),
  outcome: z.string().nullable(),
})
export type QueueRow = z.infer<typeof QueueRow>
export const QueuePage = z.object({ rows: z.array(QueueRow), total: z.int(), counts: z.record(QueueView, z.int()) })
export type QueuePage = z.infer<typeof QueuePage>

// ── item ───────────────────────────────────────────────────────────────────
export const MediaFacts = z.object({
  sha256: Sha256,
  md5: z.string().nullable(),
  sha1: z.string().nullable(),
  name: z.string(),
  role: z.enum(['content', 'capture']),
  kind: MediaKind.nullable(),
  contentType: z.string().nullable(),
  bytes: z.int(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  durationSeconds: z.number().nullable(),
  hasSound: z.boolean().nullable(),
  state: MediaState,
  failure: z.string().nullable(),
  damaged: z.boolean(),
  /** false: another workstation or the hub has the bytes, this one does not. */
  here: z.boolean(),
  pdq: z.string().nullable(),
  quality: z.int().nullable(),
  thumbnailUrl: z.string().nullable(),
  coveredUrl: z.string().nullable(),
  strip: z.object({ url: z.string(), seconds: z.array(z.number()), width: z.int(), height: z.int() }).nullable(),
  matches: z.array(Match),
})
export type MediaFacts = z.infer<typeof MediaFacts>

export const LookAlike = z.object({
  itemId: Id,
  reference: z.string(),
  distance: z.int(),
  transform: Symmetry,
  state: ItemState,
  outcome: z.string().nullable(),
  decidedAt: Time.nullable(),
  thumbnailUrl: z.string().nullable(),
})
export type LookAlike = z.infer<typeof LookAlike>

/** The same URL or the same bytes, in another report. */
export const SeenBefore = z.object({
  itemId: Id,
  reference: z.string(),
  because: z.enum(['same_url', 'same_media']),
  receivedAt: Time,
  decision: Decision.nullable(),
})
export type SeenBefore = z.infer<typeof SeenBefore>

export const ItemDetail = z.object({
  id: Id,
  report: Report,
  /** Place of the item in its report, from 1, of how many. */
  place: z.object({ number: z.int(), of: z.int() }),
  url: z.string().nullable(),
  host: z.string().nullable(),
  state: ItemState,
  priority: Priority,
  prequalification: Prequalification,
  moved: Moved.nullable(),
  media: z.array(MediaFacts),
  lookAlikes: z.array(LookAlike),
  seenBefore: z.array(SeenBefore),
  /** Newest first, withdrawn ones too. */
  decisions: z.array(Decision),
  secondLooks: z.array(SecondLook),
  /** Since when its fingerprints count in our own list; null where they do not. */
  ownList: z.object({ addedAt: Time, personName: z.string() }).nullable(),
  /** What the person asking may do now. */
  may: z.object({
    decide: z.boolean(),
    closeUnseen: z.boolean(),
    withdraw: Id.nullable(),
    secondLook: z.boolean(),
    attach: z.boolean(),
    addToOwnList: z.boolean(),
    removeFromOwnList: z.boolean(),
    watch: z.boolean(),
  }),
})
export type ItemDetail = z.infer<typeof ItemDetail>

// ── reveal ─────────────────────────────────────────────────────────────────
export const AskReveal = z.object({
  sha256: Sha256,
  rung: Rung.extract(['full', 'play']),
  /** hold: until released, at most a minute without a sign of life. toggle: covers by itself after the setting's seconds. */
  manner: z.enum(['hold', 'toggle']),
})
export type AskReveal = z.infer<typeof AskReveal>
export const Reveal = z.object({
  revealId: Id,
  url: z.string(),
  contentType: z.string(),
  width: z.int(),
  height: z.int(),
  coversInSeconds: z.number(),
})
export type Reveal = z.infer<typeof Reveal>

// ── decision ───────────────────────────────────────────────────────────────
export const Decide = Qualification.extend({
  /** Closing on the proposal of an exact, verified match without any look (law 5). */
  closeUnseen: z.boolean().default(false),
})
export type Decide = z.infer<typeof Decide>
export type DecideInput = z.input<typeof Decide>
export const Decided = z.object({ decision: Decision, itemState: ItemState, nextItemId: Id.nullable() })
export type Decided = z.infer<typeof Decided>

export const GiveSecondLook = z.object({
  verdict: SecondLookVerdict,
  reason: z.string().max(4000).default(''),
  amended: Qualification.nullable().default(null),
})
export type GiveSecondLook = z.infer<typeof GiveSecondLook>
export type GiveSecondLookInput = z.input<typeof GiveSecondLook>

// ── watches ────────────────────────────────────────────────────────────────
/** A media of an item is looked for from now on, until `expiresAt`. */
export const AddWatch = z.object({
  itemId: Id,
  sha256: Sha256,
  name: z.string().trim().min(1).max(120),
  note: z.string().max(2000).default(''),
  expiresAt: Time,
})
export type AddWatch = z.infer<typeof AddWatch>
export type AddWatchInput = z.input<typeof AddWatch>
export const WatchPage = z.object({ watches: z.array(Watch) })
export type WatchPage = z.infer<typeof WatchPage>
/** Unseen ones first, then the newest; at most 200. */
export const AlertPage = z.object({ alerts: z.array(Alert), unseen: z.int(), total: z.int() })
export type AlertPage = z.infer<typeof AlertPage>

// ── lists ──────────────────────────────────────────────────────────────────
/** Octets of a list's file. */
const LIST_LIMIT = 64 * 1024 * 1024 * 1024
/** The file comes up by chunks as at intake: POST answers an upload, `finish` starts the import in the background. */
export const StartListImport = z.object({
  name: z.string().min(1).max(200),
  origin: z.string().max(200).default(''),
  trust: Trust,
  format: ListFormat,
  meaning: z.record(z.string(), z.string()).default({}),
  terms: ListTerms.default({ expiresAt: null, mayShare: false }),
  /**
   * A list that is there: `replace` makes it what the file says, `delta` adds what the file brings and removes what it takes back. Its name,
   * origin, trust, meaning and terms stay.
   */
  into: z.object({ listId: Id, mode: z.enum(['replace', 'delta']) }).nullable().default(null),
  bytes: z.int().min(0).max(LIST_LIMIT),
})
export type StartListImport = z.infer<typeof StartListImport>
export type StartListImportInput = z.input<typeof StartListImport>
export const StartedListImport = z.object({ listId: Id, uploadId: Id, offset: z.int() })
export type StartedListImport = z.infer<typeof StartedListImport>

/** The day in numbers, for the status line. */
export const Today = z.object({ decisions: z.int(), withoutReveal: z.int() })
export type Today = z.infer<typeof Today>

/** Imported lists, the newest first; and those that people's acts write, our own first. */
export const HashListPage = z.object({ lists: z.array(HashList), written: z.array(WrittenList) })
/** A page of at most 100; `total` rows were set aside, the first `kept` of them are kept to be read. */
export const ListRejections = z.object({ rejections: z.array(ListRejection), total: z.int(), kept: z.int() })
export type HashListPage = z.infer<typeof HashListPage>
export type ListRejections = z.infer<typeof ListRejections>

/**
 * One line a call: [method, path, who]. `open`: no sign-in needed; otherwise the least role: analyst < supervisor;
 * `administrator` means that role alone, `judge` analysts and supervisors. Handlers and the table of permissions are tested against this list.
 *
 * Bodies and answers:
 *   status → Status · set-up SetUp → SetUpDone · sign-in SignIn → SignedIn · recover Recover → SignedIn · lock, sign-out → {}
 *   people AddPerson → { slot } · DELETE (a slot; one's own never; an administrator, or anyone once the hub removed the person) → {} ·
 *   passphrase ChangePassphrase → {} · recovery-code AskRecoveryCode → RecoveryCode · hub/sign-in RenewHub → {} · settings → Settings, PUT Settings → Settings · taxonomy → Taxonomy
 *   events → NDJSON of Signal (streamed) · sync → SyncState · today → Today
 *   intakes StartIntake → StartedIntake · GET → IntakeSummary · uploads StartUpload → UploadState · DELETE → IntakeSummary (cancelled)
 *   chunk: octets with X-Offset, X-Digest → UploadState · GET upload → UploadState · finish of an upload → UploadState; of an intake → IntakeSummary
 *   queue QueueQuery → QueuePage · next ?after=ID&<QueueQuery> → { itemId: Id | null } · item → ItemDetail (GET opens: writes `item.opened`)
 *   reveals AskReveal → Reveal · keep (sign of life of a hold) → {} · end → {}
 *   decisions Decide → Decided · withdraw → ItemDetail · second-look GiveSecondLook → ItemDetail · retry (failed media) → {} · stop-analysis (media under way; they stand as failed, `analyzer.stopped`) → {}
 *   lists → HashListPage · POST StartListImport → StartedListImport · finish → HashList · cancel → HashList · rejections ?offset → ListRejections ·
 *   PUT terms ListTerms → HashList · losses → ListLosses · DELETE → {}
 *   watches → WatchPage · POST AddWatch → Watch · end → Watch · alerts → AlertPage · acknowledge → Alert · own-list, POST and DELETE → ItemDetail
 *   media: pixels; Range answered 206; the token in the path is the permission
 */
export const API = {
  status: ['GET', '/api/status', 'open'],
  setUp: ['POST', '/api/set-up', 'open'],
  signIn: ['POST', '/api/sign-in', 'open'],
  recover: ['POST', '/api/recover', 'open'],
  lock: ['POST', '/api/lock', 'analyst'],
  signOut: ['POST', '/api/sign-out', 'analyst'],
  addPerson: ['POST', '/api/people', 'analyst'],
  removePerson: ['DELETE', '/api/people/:id', 'analyst'],
  changePassphrase: ['PUT', '/api/passphrase', 'analyst'],
  newRecoveryCode: ['POST', '/api/recovery-code', 'analyst'],
  renewHub: ['POST', '/api/hub/sign-in', 'analyst'],
  settings: ['GET', '/api/settings', 'analyst'],
  saveSettings: ['PUT', '/api/settings', 'analyst'],
  taxonomy: ['GET', '/api/taxonomy', 'analyst'],
  events: ['GET', '/api/events', 'analyst'],
  sync: ['GET', '/api/sync', 'analyst'],
  syncNow: ['POST', '/api/sync', 'analyst'],
  today: ['GET', '/api/today', 'analyst'],
  startIntake: ['POST', '/api/intakes', 'analyst'],
  intake: ['GET', '/api/intakes/:id', 'analyst'],
  finishIntake: ['POST', '/api/intakes/:id/finish', 'analyst'],
  cancelIntake: ['DELETE', '/api/intakes/:id', 'analyst'],
  startUpload: ['POST', '/api/intakes/:id/uploads', 'analyst'],
  upload: ['GET', '/api/uploads/:id', 'analyst'],
  chunk: ['PUT', '/api/uploads/:id', 'analyst'],
  finishUpload: ['POST', '/api/uploads/:id/finish', 'analyst'],
  queue: ['GET', '/api/queue', 'analyst'],
  next: ['GET', '/api/queue/next', 'analyst'],
  item: ['GET', '/api/items/:id', 'analyst'],
  retry: ['POST', '/api/items/:id/retry', 'analyst'],
  stopAnalysis: ['POST', '/api/items/:id/stop-analysis', 'analyst'],
  reveal: ['POST', '/api/items/:id/reveals', 'analyst'],
  keepReveal: ['POST', '/api/reveals/:id/keep', 'analyst'],
  endReveal: ['POST', '/api/reveals/:id/end', 'analyst'],
  decide: ['POST', '/api/items/:id/decisions', 'analyst'],
  withdraw: ['POST', '/api/decisions/:id/withdraw', 'analyst'],
  secondLook: ['POST', '/api/items/:id/second-look', 'supervisor'],
  addToOwnList: ['POST', '/api/items/:id/own-list', 'judge'],
  removeFromOwnList: ['DELETE', '/api/items/:id/own-list', 'judge'],
  watches: ['GET', '/api/watches', 'analyst'],
  addWatch: ['POST', '/api/watches', 'judge'],
  endWatch: ['POST', '/api/watches/:id/end', 'judge'],
  alerts: ['GET', '/api/alerts', 'analyst'],
  acknowledgeAlert: ['POST', '/api/alerts/:id/acknowledge', 'analyst'],
  lists: ['GET', '/api/lists', 'analyst'],
  importList: ['POST', '/api/lists', 'supervisor'],
  listChunk: ['PUT', '/api/lists/uploads/:id', 'supervisor'],
  finishList: ['POST', '/api/lists/:id/finish', 'supervisor'],
  cancelList: ['POST', '/api/lists/:id/cancel', 'supervisor'],
  listRejections: ['GET', '/api/lists/:id/rejections', 'analyst'],
  setListTerms: ['PUT', '/api/lists/:id/terms', 'supervisor'],
  listLosses: ['GET', '/api/lists/:id/losses', 'supervisor'],
  removeList: ['DELETE', '/api/lists/:id', 'supervisor'],
} as const satisfies Record<string, readonly [method: string, path: string, who: 'open' | 'analyst' | 'judge' | 'supervisor' | 'administrator']>
export type Call = keyof typeof API
