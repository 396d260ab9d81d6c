import { Tokenizer, TokenizerError, TokenType } from '@streamparser/json'
import { AppError } from '../../../contract/error.ts'
import { createJsonGrammar } from './json-grammar.ts'
import type { ListReader } from './list-reader.ts'

/** A record of a JSON file of any size: an object of one of its long lists. One that holds such a list itself is a mere container. */
export interface JsonRecord {
  /** From 1, in the order of the file. */
  number: number
  object: Record<string, unknown>
  /** It holds more than is sane: what is over is left out. */
  tooLong: boolean
}

export interface JsonShape {
  /** Whether the array at this path (keys in lower case, `*` for an element) is a long list, whose objects are records. */
  isList(path: string): boolean
  /** Called as a record ends. */
  record(record: JsonRecord): void
}

/** Deeper is refused: a file may nest for ever. */
export const DEPTH_LIMIT = 64
/** Octets of one string or number, or of blanks between two. */
const TOKEN_LIMIT = 1024 * 1024
/** Values in one record. */
const VALUES_LIMIT = 20_000
const PIECE = 64 * 1024

/** What is gathered of a record; null outside of records, and of long lists. */
type Gathered = Record<string, unknown> | unknown[] | null

interface Level {
  path: string
  isArray: boolean
  isList: boolean
  gathered: Gathered
  /** Of an object: the key whose value comes next. */
  key: string | null
  record: (Omit<JsonRecord, 'number'> & { values: number; isContainer: boolean }) | null
}

/**
 * Reads JSON as it comes, in memory that does not grow with it: only the record under way is held. Keys keep their case.
 * @throws AppError list.malformed, list.truncated, list.too_deep, list.value_too_long, list.wrong_encoding, list.unknown_format (no list in it)
 */
export function readJsonRecords({ isList, record: tell }: JsonShape): ListReader {
  const levels: Level[] = []
  const fits = createJsonGrammar()
  const tokenizer = new Tokenizer({ separator: '' })
  let records = 0
  let lists = 0
  let read = 0
  let tokenAt = 0

  function open(isArray: boolean): void {
    if (levels.length === DEPTH_LIMIT) throw new AppError('list.too_deep', { limit: DEPTH_LIMIT })
    const above = levels.at(-1)
    const path = above === undefined ? '' : `${above.path}/${above.isArray ? '*' : (above.key ?? '').toLowerCase()}`
    if (isArray && isList(path)) {
      lists++
      if (above?.record) above.record.isContainer = true
      levels.push({ path, isArray, isList: true, gathered: null, key: null, record: null })
    } else if (!isArray && above?.isList === true) {
      const object = {}
      levels.push({ path, isArray, isList: false, gathered: object, key: null, record: { object, isContainer: false, tooLong: false, values: 0 } })
    } else {
      const gathered = above?.record ? (isArray ? [] : {}) : null
      put(above, gathered)
      levels.push({ path, isArray, isList: false, gathered, key: null, record: above?.record ?? null })
    }
  }

  function close(): void {
    const level = levels.pop()
    const record = level?.record
    if (record && record.object === level?.gathered && !record.isContainer) tell({ number: ++records, object: record.object, tooLong: record.tooLong })
    valueEnded()
  }

  function scalar(value: unknown): void {
    const level = levels.at(-1)
    if (level !== undefined && !level.isArray && level.key === null) level.key = String(value)
    else {
      put(level, value)
      valueEnded()
    }
  }

  function valueEnded(): void {
    const level = levels.at(-1)
    if (level !== undefined) level.key = null
  }

  tokenizer.onToken = ({ token, value, offset }) => {
    tokenAt = offset
    if (!fits(token)) throw new AppError('list.malformed', { record: records })
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) open(token === TokenType.LEFT_BRACKET)
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) close()
    else if (token !== TokenType.COLON && token !== TokenType.COMMA) scalar(value)
  }

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; at += PIECE) {
        const piece = chunk.subarray(at, at + PIECE)
        orMalformed(() => tokenizer.write(piece), records)
        read += piece.length
        if (read - tokenAt > TOKEN_LIMIT) throw new AppError('list.value_too_long', { record: records, limit: TOKEN_LIMIT })
      }
    },
    end() {
      if (levels.length > 0) throw new AppError('list.truncated', { line: records })
      orMalformed(() => tokenizer.end(), records)
      if (lists === 0) throw new AppError('list.unknown_format')
    },
  }
}

function put(level: Level | undefined, value: unknown): void {
  if (!level?.record || level.gathered === null) return
  if (++level.record.values > VALUES_LIMIT) level.record.tooLong = true
  else if (Array.isArray(level.gathered)) level.gathered.push(value)
  else if (level.key !== null) Object.defineProperty(level.gathered, level.key, { value, enumerable: true, configurable: true, writable: true })
}

function orMalformed(act: () => void, record: number): void {
  try {
    act()
  } catch (error) {
    if (error instanceof TokenizerError) throw new AppError('list.malformed', { record }, { cause: error })
    // Thrown by TextDecoder on what is no UTF-8.
    if (error instanceof TypeError && 'code' in error) throw new AppError('list.wrong_encoding', {}, { cause: error })
    throw error
  }
}
