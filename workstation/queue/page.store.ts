import type Database from 'better-sqlite3'
import type { QueueQuery, QueueView } from '../../contract/api.ts'
import type { ItemState } from '../../contract/words.ts'

/** A view of the queue: which states, and in which order. */
interface ViewPlan {
  states: readonly ItemState[]
  /** priority: states in the order named, each by points. moved: last moved first. arrival: last arrived first. */
  order: 'priority' | 'moved' | 'arrival'
}

const EVERY_STATE = ['returned', 'waiting', 'second_look', 'decided', 'final'] as const
const VIEWS: Record<QueueView, ViewPlan> = {
  waiting: { states: ['returned', 'waiting'], order: 'priority' },
  returned: { states: ['returned'], order: 'priority' },
  second_look: { states: ['second_look'], order: 'priority' },
  decided: { states: ['decided', 'final'], order: 'moved' },
  failed: { states: EVERY_STATE, order: 'priority' },
  all: { states: EVERY_STATE, order: 'arrival' },
}

export interface PageQuery extends Omit<QueueQuery, 'q'> {
  /** Where something was searched: only these items. */
  itemIds: readonly string[] | null
  /** Points of the term of age that ranks without it lack now (growthAt). */
  growth: number
}

type Parameters = Record<string, string | number | null>

export interface PageStore {
  /** The items of a page, in its order. */
  ids(query: PageQuery): string[]
  /** How many there are over all pages: it counts them. */
  total(query: PageQuery): number
  counts(): Record<QueueView, number>
  /** For tests: how SQLite goes about a page. */
  plan(query: PageQuery): string[]
}

export function createPageStore(db: Database.Database): PageStore {
  const byState = db.prepare<[], { state: ItemState; items: number }>(`select state, count(*) as items from queue_entry group by state`)
  const failed = db.prepare<[], { items: number }>(`select count(*) as items from queue_entry where failed = 1`)
  // One statement per shape of a query; their number is bounded by the filters there are.
  const statements = new Map<string, Database.Statement<[Parameters], { item_id: string; total: number }>>()

  function prepared(sql: string): Database.Statement<[Parameters], { item_id: string; total: number }> {
    const statement = statements.get(sql) ?? db.prepare<[Parameters], { item_id: string; total: number }>(sql)
    statements.set(sql, statement)
    return statement
  }

  return {
    ids: query => prepared(pageSql(query)).all(parametersOf(query)).map(row => row.item_id),
    total: query => prepared(totalSql(query)).get(parametersOf(query))?.total ?? 0,
    counts() {
      const items = new Map(byState.all().map(row => [row.state, row.items]))
      const sum = (states: readonly ItemState[]) => states.reduce((all, state) => all + (items.get(state) ?? 0), 0)
      const { waiting, returned, second_look, decided, all } = VIEWS
      return {
        waiting: sum(waiting.states), returned: sum(returned.states), second_look: sum(second_look.states),
        decided: sum(decided.states), all: sum(all.states), failed: failed.get()?.items ?? 0,
      }
    },
    plan: query => db.prepare<[Parameters], { detail: string }>(`explain query plan ${pageSql(query)}`).all(parametersOf(query)).map(row => row.detail),
  }
}

function parametersOf(query: PageQuery): Parameters {
  const { source, kind, known, infraction, itemIds, growth, offset, limit } = query
  return {
    source: source ?? null, kind: kind ?? null, known: known ?? null, infraction: infraction ?? null,
    ids: itemIds === null ? null : JSON.stringify(itemIds), growth, offset, limit, end: offset + limit,
  }
}

function filters(query: PageQuery): string {
  const parts = (['source', 'kind', 'known', 'infraction'] as const).filter(name => query[name] !== undefined).map(name => `${name} = @${name}`)
  if (query.view === 'failed') parts.push('failed = 1')
  if (query.itemIds !== null) parts.push('item_id in (select value from json_each(@ids))')
  return parts.map(part => ` and ${part}`).join('')
}

function pageSql(query: PageQuery): string {
  const { states, order } = VIEWS[query.view]
  if (query.view === 'failed' || query.itemIds !== null) return smallSetSql(query, order)
  if (order === 'arrival') return `select item_id from queue_entry where true${filters(query)} order by received_at desc, item_id limit @limit offset @offset`
  const parts = order === 'moved' ? states.map(state => movedSql(state, query)) : states.flatMap((state, place) => rankSqls(state, place, query))
  return `select item_id from (${parts.join(' union all ')}) order by place, total desc, received_at, item_id limit @limit offset @offset`
}

/** One state in the order of its priority: the two orders of rank (priority.ts), each read from its index up to the page's end. */
function rankSqls(state: ItemState, place: number, query: PageQuery): string[] {
  return [0, 1].map(
    aged => `select * from (select item_id, ${place} as place, rank${aged === 1 ? '' : ' + @growth'} as total, received_at from queue_entry
      where state = '${state}' and aged = ${aged}${filters(query)} order by rank desc, received_at, item_id limit @end)`,
  )
}

function movedSql(state: ItemState, query: PageQuery): string {
  return `select * from (select item_id, 0 as place, moved_at as total, received_at from queue_entry
    where state = '${state}'${filters(query)} order by moved_at desc, item_id limit @end)`
}

/** What was found by a search, or failed, is few: sorted as it comes. */
function smallSetSql(query: PageQuery, order: ViewPlan['order']): string {
  const { states } = VIEWS[query.view]
  const place = `case state ${states.map((state, at) => `when '${state}' then ${at}`).join(' ')} end`
  const by = { priority: `${place}, rank + iif(aged, 0, @growth) desc`, moved: 'moved_at desc', arrival: 'received_at desc' }[order]
  return `select item_id from queue_entry where state in (${quoted(states)})${filters(query)} order by ${by}, received_at, item_id limit @limit offset @offset`
}

function totalSql(query: PageQuery): string {
  return `select count(*) as total from queue_entry where state in (${quoted(VIEWS[query.view].states)})${filters(query)}`
}

function quoted(states: readonly ItemState[]): string {
  return states.map(state => `'${state}'`).join(', ')
}
