import { SaxesParser } from 'saxes'
import { AppError } from '../../../contract/error.ts'
import { settle } from './list-reader.ts'
import type { ListReader, ListSink } from './list-reader.ts'

const NAMESPACE = 'https://hashsharing.ncmec.org/hashsharing/v2'
/** Octets between two tags. */
const TEXT_LIMIT = 1024 * 1024
const DEPTH_LIMIT = 64
const PIECE = 64 * 1024
/** Fingerprints of one item. */
const FINGERPRINTS_LIMIT = 1000

/** An `image`, `video`, `deletedImage` or `deletedVideo` under way. */
interface Item {
  number: number
  isRemoval: boolean
  member: string
  id: string
  timestamp: string
  classification: string
  fingerprints: { algorithm: string; value: string }[]
}

/**
 * NCMEC's hash sharing, version 2: `queryResult > images|videos > image|video`. A reference is `member/id`; an item whose name
 * begins with `deleted` takes back all that came under its reference. Paging and feedback are passed over. A document type, and with it any entity of
 * the file's own, is refused before anything of it is read.
 * @throws AppError list.unsafe_xml, list.malformed, list.truncated, list.too_deep, list.value_too_long, list.wrong_encoding, list.unknown_format
 */
export function readNcmec(sink: ListSink): ListReader {
  const parser = new SaxesParser({ xmlns: true, position: false })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const path: string[] = []
  let item: Item | null = null
  let text = ''
  let items = 0
  let sinceTag = 0

  parser.on('error', cause => {
    throw new AppError('list.malformed', { record: items }, { cause })
  })
  parser.on('doctype', () => {
    throw new AppError('list.unsafe_xml')
  })
  parser.on('xmldecl', ({ encoding = 'utf-8' }) => {
    if (!/^(utf-?8|us-ascii|utf-16(le|be)?)$/i.test(encoding)) throw new AppError('list.wrong_encoding')
  })
  parser.on('text', more => void (text += more))
  parser.on('cdata', more => void (text += more))

  parser.on('opentag', ({ local, uri, attributes }) => {
    sinceTag = 0
    text = ''
    if (path.length === 0 && (local !== 'queryResult' || uri !== NAMESPACE)) throw new AppError('list.unknown_format')
    if (path.length === DEPTH_LIMIT) throw new AppError('list.too_deep', { limit: DEPTH_LIMIT })
    path.push(local)
    const kind = /^(deleted)?(image|video)$/i.exec(local)
    if (path.length === 3 && kind !== null) {
      item = { number: ++items, isRemoval: kind[1] !== undefined, member: '', id: '', timestamp: '', classification: '', fingerprints: [] }
    } else if (item !== null && path.length === 4 && local === 'member') item.member = attributes['id']?.value ?? ''
  })

  parser.on('closetag', ({ local }) => {
    sinceTag = 0
    if (item !== null && path.length === 4 && (local === 'id' || local === 'timestamp' || local === 'classification')) item[local] = text.trim()
    if (item !== null && path.length === 5 && path[3] === 'fingerprints' && text.trim() !== '') {
      if (item.fingerprints.length < FINGERPRINTS_LIMIT) item.fingerprints.push({ algorithm: local, value: text.trim() })
    }
    if (item !== null && path.length === 3) {
      settleItem(sink, item)
      item = null
    }
    text = ''
    path.pop()
  })

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; at += PIECE) {
        const piece = chunk.subarray(at, at + PIECE)
        sinceTag += piece.length
        parser.write(decode(() => decoder.decode(piece, { stream: true })))
        if (sinceTag > TEXT_LIMIT) throw new AppError('list.value_too_long', { record: items, limit: TEXT_LIMIT })
      }
    },
    end() {
      if (path.length > 0) throw new AppError('list.truncated', { line: items })
      parser.close()
    },
  }
}

function decode(act: () => string): string {
  try {
    return act()
  } catch (cause) {
    throw new AppError('list.wrong_encoding', {}, { cause })
  }
}

function settleItem(sink: ListSink, { number, isRemoval, member, id, timestamp, classification, fingerprints }: Item): void {
  const sourceReference = `${member}/${id}`
  const excerpt = `${sourceReference} ${classification}`
  if (id === '') sink.rejection(number, 'list.row_columns', excerpt)
  else if (isRemoval) sink.removal({ sourceReference })
  else if (fingerprints.length === 0) sink.rejection(number, 'list.row_value', excerpt)
  else for (const it of fingerprints) settle(sink, { number, excerpt: `${excerpt} ${it.algorithm} ${it.value}` }, { ...it, classification, source_reference: sourceReference, added: timestamp })
}
