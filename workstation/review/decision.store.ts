import type Database from 'better-sqlite3'
import type { DecisionBasis, Outcome } from '../../contract/words.ts'

export interface DecisionRow {
  id: string
  itemId: string
  personId: string
  personName: string
  outcome: Outcome
  infractions: string[]
  labels: string[]
  reason: string
  basis: DecisionBasis
  taxonomyVersion: string
  madeAt: string
  withdrawnAt: string | null
  deviceId: string
  itemState: 'decided' | 'second_look'
}

type Stored = Omit<DecisionRow, 'infractions' | 'labels'> & { infractions: string; labels: string }

const COLUMNS = `d.id, d.item_id as itemId, d.person_id as personId, d.person_name as personName, d.outcome, d.infractions, d.labels, d.reason, d.basis,
  d.taxonomy_version as taxonomyVersion, d.made_at as madeAt, d.withdrawn_at as withdrawnAt, d.device_id as deviceId, d.item_state as itemState`

export type DecisionStore = ReturnType<typeof createDecisionStore>

export function createDecisionStore(db: Database.Database) {
  const get = db.prepare<[string], Stored>(`select ${COLUMNS} from decision d where d.id = ?`)
  const ofItem = db.prepare<[string], Stored>(`select ${COLUMNS} from decision d where d.item_id = ? order by d.made_at, d.id`)
  const insert = db.prepare(`insert into decision
    (id, item_id, person_id, person_name, outcome, infractions, labels, reason, basis, taxonomy_version, made_at, withdrawn_at, device_id, item_state)
    values (@id, @itemId, @personId, @personName, @outcome, @infractions, @labels, @reason, @basis, @taxonomyVersion, @madeAt, @withdrawnAt, @deviceId, @itemState)`)
  const withdraw = db.prepare(`update decision set withdrawn_at = ? where id = ? and withdrawn_at is null`)
  const putKey = db.prepare(`insert into foreign_decision_key (decision_id, key) values (?, ?) on conflict do nothing`)
  const byKeys = db.prepare<[string], Stored>(`select ${COLUMNS} from decision d
    where d.id in (select decision_id from foreign_decision_key where key in (select value from json_each(?))) order by d.made_at desc, d.id desc limit 50`)
  const since = db.prepare<[string, string], { basis: DecisionBasis; decisions: number }>(
    `select basis, count(*) as decisions from decision where person_id = ? and made_at >= ? and withdrawn_at is null group by basis`,
  )
  return {
    decision: (id: string): DecisionRow | null => asRow(get.get(id)),
    /** Oldest first. */
    ofItem: (itemId: string): DecisionRow[] => ofItem.all(itemId).flatMap(row => asRow(row) ?? []),
    insert: (row: DecisionRow): void => void insert.run({ ...row, infractions: JSON.stringify(row.infractions), labels: JSON.stringify(row.labels) }),
    withdraw: (id: string, at: string): boolean => withdraw.run(at, id).changes > 0,
    /** By what others' decisions are recognised: see `keysOf`. */
    putKey: (decisionId: string, key: string): void => void putKey.run(decisionId, key),
    withKeys: (keys: readonly string[]): DecisionRow[] => byKeys.all(JSON.stringify(keys)).flatMap(row => asRow(row) ?? []),
    /** How many decisions a person made from a time on that stand, by basis. */
    countSince: (personId: string, from: string): Map<DecisionBasis, number> => new Map(since.all(personId, from).map(row => [row.basis, row.decisions])),
  }
}

/** What an item is recognised by on another workstation: its media and its address. */
export function keysOf(media: readonly string[], urlDigest: string | null): string[] {
  return [...media.map(sha256 => `media:${sha256}`), ...(urlDigest === null ? [] : [`url:${urlDigest}`])]
}

function asRow(row: Stored | undefined): DecisionRow | null {
  return row === undefined ? null : { ...row, infractions: JSON.parse(row.infractions), labels: JSON.parse(row.labels) }
}
