import type Database from 'better-sqlite3'

/** Items found by words at most: more than anybody reads, few enough to be sorted. */
const FOUND_LIMIT = 5000

/**
 * Reads the intake's full-text table, over a connection of the search's own thread: a ranked search over many items takes too long for the main one.
 * Newest first.
 */
export function createTextSearch(db: Database.Database): (words: string) => string[] {
  const search = db.prepare<[string, number], { id: string }>('select item_id as id from item_text where item_text match ? order by rowid desc limit ?')
  return words => {
    const query = matchQuery(words)
    return query === '' ? [] : [...new Set(search.all(query, FOUND_LIMIT).map(row => row.id))]
  }
}

/** Each word must occur, as it is or as a beginning. Quoted, so that nothing a person types is an operator of FTS5. */
export function matchQuery(words: string): string {
  return words
    .split(/\s+/)
    .filter(word => /[\p{L}\p{N}]/u.test(word))
    .map(word => `"${word.replaceAll('"', '""').replaceAll('\0', '')}"*`)
    .join(' ')
}
