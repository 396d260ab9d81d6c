import { z } from 'zod'

/**
 * Every expected failure, by code, with the HTTP status under which it crosses a wire.
 * Sentences live in renderer/i18n under `errors.<code>` (a dot in a code is a level there); a test holds both
 * languages to this list. Add a code here first.
 */
export const ERROR_CODES = {
  // request and session
  'request.invalid': 400,
  'request.not_found': 404,
  'request.forbidden_origin': 403,
  'request.too_large': 413,
  'session.required': 401,
  'session.locked': 423,
  'session.wrong_passphrase': 401,
  'session.wrong_recovery_code': 401,
  'session.too_many_attempts': 429,
  'session.weak_passphrase': 400,
  'session.forbidden': 403,
  'session.person_removed': 403,
  // profile
  'profile.in_use': 409,
  'profile.not_set_up': 409,
  'profile.already_set_up': 409,
  'profile.damaged': 409,
  'profile.newer_version': 409,
  'profile.not_demonstration': 409,
  'profile.person_exists': 409,
  'profile.own_slot': 409,
  'keyring.unavailable': 409,
  'keyring.weak': 409,
  'keyring.locked': 409,
  'keyring.changed': 409,
  // disk
  'disk.full': 507,
  'disk.unreadable': 500,
  'vault.damaged': 500,
  'vault.missing': 410,
  // intake
  'intake.unknown': 404,
  'intake.closed': 409,
  'intake.nothing': 400,
  'intake.bad_path': 400,
  'upload.unknown': 404,
  'upload.wrong_offset': 409,
  'upload.wrong_digest': 400,
  'upload.too_large': 413,
  'upload.incomplete': 409,
  'archive.unreadable': 400,
  'archive.encrypted': 400,
  'archive.bomb': 400,
  'archive.bad_path': 400,
  'archive.too_many_files': 400,
  'archive.nested': 400,
  // a file that cannot be analysed: becomes an item with this reason
  'file.empty': 422,
  'file.unreadable': 422,
  'file.unknown_type': 422,
  'file.unsupported_type': 422,
  'file.too_large': 422,
  'picture.undecodable': 422,
  'picture.too_many_pixels': 422,
  'video.undecodable': 422,
  'video.no_frames': 422,
  'video.tool_missing': 422,
  'analyzer.crashed': 422,
  'analyzer.time_limit': 422,
  'analyzer.memory_limit': 422,
  'analyzer.stopped': 422,
  // lists
  'list.unknown': 404,
  'list.unknown_format': 400,
  'list.no_valid_row': 400,
  'list.row_columns': 422,
  'list.row_algorithm': 422,
  'list.row_value': 422,
  'list.row_time': 422,
  'list.row_too_long': 422,
  'list.row_json': 422,
  'list.row_contradiction': 422,
  'list.row_encoding': 422,
  'list.interrupted': 409,
  'list.import_again': 409,
  'list.too_large': 413,
  'list.truncated': 400,
  'list.malformed': 400,
  'list.too_deep': 400,
  'list.value_too_long': 400,
  'list.wrong_encoding': 400,
  'list.unsafe_xml': 400,
  'list.never_verified': 400,
  'list.busy': 409,
  'list.not_shareable': 403,
  'list.not_in_format': 409,
  // the index of perceptual hashes, and its snapshot on disk
  'index.no_memory': 507,
  'index.snapshot_damaged': 500,
  'index.snapshot_version': 409,
  'index.snapshot_outdated': 409,
  // queue and review
  'item.unknown': 404,
  'item.no_media': 409,
  'item.not_open_to_decision': 409,
  'media.not_ready': 409,
  'media.not_here': 409,
  'reveal.not_granted': 403,
  'reveal.unknown': 404,
  'reveal.rung_unavailable': 409,
  'decision.unknown': 404,
  'decision.infraction_required': 400,
  'decision.infraction_unknown': 400,
  'decision.label_unknown': 400,
  'decision.reason_required': 400,
  'decision.not_closable_unseen': 409,
  'decision.no_longer_withdrawable': 409,
  'decision.not_yours': 403,
  'second_look.not_waiting': 409,
  'second_look.reason_required': 400,
  'second_look.own_decision': 403,
  'own_list.not_confirmed': 409,
  'own_list.already_there': 409,
  'own_list.not_there': 404,
  'watch.unknown': 404,
  'watch.expiry_past': 400,
  'watch.over': 409,
  'alert.unknown': 404,
  // hub and sync
  'hub.unreachable': 502,
  'hub.timeout': 504,
  'hub.bad_answer': 502,
  'hub.wrong_password': 401,
  'hub.unauthorised': 401,
  'hub.forbidden': 403,
  'hub.newer_version': 409,
  'hub.in_use': 409,
  'hub.too_many_attempts': 429,
  'hub.media_unknown': 404,
  'hub.newer_database': 409,
  'hub.wrong_key': 409,
  'hub.wrong_media_folder': 409,
  'hub.foreign_media_folder': 409,
  'hub.put_back': 409,
  'hub.person_exists': 409,
  'hub.not_enrolled': 403,
  'hub.person_unknown': 404,
  'hub.person_removed': 403,
  'enrolment.code_wrong': 403,
  'enrolment.code_used': 403,
  'enrolment.code_expired': 403,
  'hub.change_set_aside': 422,
  'hub.database_unavailable': 503,
  'hub.database_refused': 503,
  'hub.database_full': 507,
  'hub.database_unsuitable': 409,
  'hub.bad_database_url': 400,
  'event.gap': 409,
  'event.bad_hash': 400,
  'event.bad_content': 400,
  'event.conflict': 409,
  'event.unsigned': 422,
  'event.bad_signature': 422,
  'event.not_enrolled': 422,
  'event.person_removed': 422,
  // the files that rules and words are read from
  'policy.invalid': 500,
  'taxonomy.invalid': 500,
  // command line
  'cli.usage': 400,
  'internal': 500,
} as const satisfies Record<string, number>

export type ErrorCode = keyof typeof ERROR_CODES
export const ErrorCode = z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]])

/** Facts that a sentence may quote (a count, a limit, a version); never text that a hostile file brought. */
export type ErrorFacts = Record<string, string | number>

/** An expected failure. Bugs throw anything else and are shown as `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly facts: ErrorFacts
  constructor(code: ErrorCode, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(code, options)
    this.name = 'AppError'
    this.code = code
    this.facts = facts
  }
  get status(): number {
    return ERROR_CODES[this.code]
  }
}

/** How a failure crosses a wire: `{ error: { code, facts } }`. */
export const ErrorBody = z.object({
  error: z.object({ code: ErrorCode, facts: z.record(z.string(), z.union([z.string(), z.number()])).default({}) }),
})
export type ErrorBody = z.infer<typeof ErrorBody>
