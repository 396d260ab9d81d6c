import { ratioOf, type Grid, type Table } from './measure.ts'

/** A target of recognition (each a ratio within one run), and what the tables of this run say of it. */
export interface Target {
  what: string
  wanted: string
  measured: string
  met: boolean
}

type Measured = readonly (Table | Grid)[]

/** The targets of which these tables tell something, in the order in which they are always listed. */
export function targetsOf(measured: Measured): Target[] {
  return [hashTarget, symmetriesTarget, bitsTarget, fileTarget, querySpeed, indexBuild, largeIndex, listTarget, videoTarget, viewsTarget, falseTarget].flatMap(
    (target) => target(measured) ?? [],
  )
}

const isTable = (table: Table | Grid): table is Table => 'rows' in table
const isGrid = (table: Table | Grid): table is Grid => !isTable(table)

function tableOf(measured: Measured, title: string): Table | null {
  return measured.filter(isTable).find((table) => table.title.startsWith(title)) ?? null
}

function gridOf(measured: Measured, title: string): Grid | null {
  return measured.filter(isGrid).find((grid) => grid.title.startsWith(title)) ?? null
}

/** @throws Error where the table has no such row: a bench that changed its words must change them here */
function rowOf(table: Table, what: string) {
  const row = table.rows.find((candidate) => candidate.what.startsWith(what))
  if (row === undefined) throw new Error(`“${table.title}” has no row “${what}”`)
  return row
}

function ratio(table: Table, what: string): number {
  const value = ratioOf(table, rowOf(table, what))
  if (value === null) throw new Error(`“${what}” of “${table.title}” stands against nothing`)
  return value
}

/** The number that a note tells before these words. */
function told(table: Table, words: string): number {
  const found = new RegExp(`([\\d.]+) ${words}`).exec(table.note ?? '')
  if (found === null) throw new Error(`the note of “${table.title}” tells no “${words}”`)
  return Number(found[1])
}

/** The cells of the line that begins so, as numbers: `97.8 / 91.8` is two. */
function numbersOf(grid: Grid, name: string, column: number): number[] {
  const line = grid.lines.find(([first]) => first!.startsWith(name))
  if (line === undefined) throw new Error(`“${grid.title}” has no line “${name}”`)
  return (line.at(column)!.match(/[\d.]+/g) ?? []).map(Number)
}

const times = (value: number): string => `${value >= 10 ? value.toFixed(0) : value.toPrecision(3)} ×`
const LUMA = 'From the luma of 512'

function hashTarget(measured: Measured): Target | null {
  const table = tableOf(measured, LUMA)
  if (table === null) return null
  const value = ratio(table, 'baseline, plain C++')
  return { what: 'luma 512 → hash, native', wanted: 'the plain C++ transcription takes ≥ 100 × as long', measured: times(value), met: value >= 100 }
}

function symmetriesTarget(measured: Measured): Target | null {
  const table = tableOf(measured, LUMA)
  if (table === null) return null
  const value = ratio(table, 'native, all eight symmetries')
  return { what: 'all eight symmetries', wanted: '≤ 2 × one', measured: times(value), met: value <= 2 }
}

function bitsTarget(measured: Measured): Target | null {
  const grid = gridOf(measured, 'Bits off')
  if (grid === null) return null
  const of = (name: string) => [1, 2, 3].map((column) => numbersOf(grid, name, column)[0]!)
  const [vectors, derivatives] = [of('reference pictures'), of('derivatives of reference pictures')]
  const met = vectors[2] === 0 && derivatives[2]! <= 2 && derivatives[1]! / derivatives[0]! >= 0.999
  return {
    what: 'bits off the plain transcription',
    wanted: '0 on every vector; ≤ 2 on any derivative, exact on ≥ 99.9 %',
    measured: `${vectors[2]} on ${vectors[0]}; ${derivatives[2]} on ${derivatives[0]}, exact on ${((100 * derivatives[1]!) / derivatives[0]!).toFixed(1)} %`,
    met,
  }
}

function fileTarget(measured: Measured): Target | null {
  const table = measured.filter(isTable).find(({ rows }) => rows.some(({ what }) => what.startsWith('file → file hashes')))
  if (table === undefined) return null
  const value = ratio(table, 'file → file hashes')
  return {
    what: 'file → hash + covered derivatives, 2 cores',
    wanted: '≥ 80 % of the throughput of decoding alone',
    measured: `${(100 * value).toFixed(0)} %; with all views ${(100 * ratio(table, 'the same with all views')).toFixed(0)} %`,
    met: value >= 0.8,
  }
}

function querySpeed(measured: Measured): Target | null {
  const table = tableOf(measured, 'Index: 5,000,000 random')
  if (table === null) return null
  const [value, bytes, missed] = [ratio(table, 'query'), told(table, 'bytes a hash'), /of which (\d+) differ/.exec(table.note!)![1]]
  return {
    what: 'index at 5 M: query, memory, recall',
    wanted: 'median ≤ 1/8 of our own scan, ≤ 100 B/hash, recall = scan',
    measured: `1/${(1 / value).toFixed(0)}, ${bytes} B/hash, ${missed} of 1,000 differ`,
    met: value <= 1 / 8 && bytes <= 100 && missed === '0',
  }
}

function indexBuild(measured: Measured): Target | null {
  const table = tableOf(measured, 'Index: 5,000,000 random')
  if (table === null) return null
  const value = ratio(table, 'build')
  return { what: 'index at 5 M: build', wanted: '≤ 1.5 × the time of 50 scans', measured: times(value), met: value <= 1.5 }
}

function largeIndex(measured: Measured): Target | null {
  const [table, snapshot] = [tableOf(measured, 'Index: 10,000,000 random'), tableOf(measured, 'Index: the sealed snapshot')]
  if (table === null || snapshot === null) return null
  const [load, bytes, batch] = [rowOf(snapshot, 'load 10,000,000').median, told(table, 'bytes a hash'), ratio(table, '10,000 queries in a batch')]
  return {
    what: 'index at 10 M',
    wanted: 'ready ≤ 3 s after start from its sealed file; ≤ 100 B/hash; a batch of 10,000 ≤ 1/5 of 10,000 scans',
    measured: `${(load / 1000).toFixed(1)} s; ${bytes} B/hash; 1/${(1 / batch).toFixed(0)}`,
    met: load <= 3000 && bytes <= 100 && batch <= 1 / 5,
  }
}

function listTarget(measured: Measured): Target | null {
  const [table, memory] = [tableOf(measured, 'Import of a list of 5,000,000 rows'), tableOf(measured, 'Memory of the whole process')]
  if (table === null || memory === null) return null
  const [seconds, peak] = [rowOf(table, 'import, from finish to ready').median, rowOf(memory, 'at the end of the import').median]
  return {
    what: 'a list of 5 M entries imported',
    wanted: '≤ 60 s with progress, app usable meanwhile, memory ≤ 1 GB',
    measured: `${seconds.toFixed(0)} s, ${peak.toFixed(0)} MB at most`,
    met: seconds <= 60 && peak <= 1000,
  }
}

function videoTarget(measured: Measured): Target | null {
  const table = tableOf(measured, 'Three minutes of 1280')
  if (table === null) return null
  const value = ratio(table, 'analysed')
  const short = tableOf(measured, 'chair-orig-22')
  const clip = short === null ? '' : `; a clip of 22 s ${times(ratio(short, 'analysed'))}`
  return { what: 'video', wanted: '≤ 1.1 × ffmpeg fps=1 alone', measured: `${times(value)} for three minutes${clip}`, met: value <= 1.1 }
}

function viewsTarget(measured: Measured): Target | null {
  const grid = gridOf(measured, 'Recall: pictures that the views were not chosen on')
  if (grid === null) return null
  const of = (group: string) => numbersOf(grid, `**${group}, all`, -1) as [found: number, matched: number]
  const [border, turned, tilted, cropped] = [of('border'), of('turned'), of('tilted'), of('cropped')]
  return {
    what: 'views, own list',
    wanted: 'borders, turns, negative ≥ 95 %; tilts ≥ 90 % (≤ 31), ≥ 80 % (≤ 25); centre crops ≥ 85 %',
    measured: `${border[0]} %, ${turned[0]} %; ${tilted[0]} %, ${tilted[1]} %; ${cropped[0]} %`,
    met: border[0] >= 95 && turned[0] >= 95 && tilted[0] >= 90 && tilted[1] >= 80 && cropped[0] >= 85,
  }
}

function falseTarget(measured: Measured): Target | null {
  const grid = gridOf(measured, 'False matches')
  if (grid === null) return null
  const pairs = Number(/^\d+/.exec(grid.lines[0]![0]!)![0])
  const wrong = Number(/^\d+/.exec(grid.lines[0]!.at(-1)!)![0])
  const relative = (column: number): number => Number(/([\d.]+) ×/.exec(grid.lines[1]!.at(column)!)![1])
  const [trims, all] = [relative(3), relative(-1)]
  return {
    what: 'false matches',
    wanted: '0 in 250,000 pairs of photographs; on a hard set ≤ 1.1 × plain PDQ, ≤ 1.35 × with crops and tilts',
    measured: `${wrong} in ${pairs.toLocaleString('en')}; ${trims} ×, ${all} ×`,
    met: wrong === 0 && pairs >= 250_000 && trims <= 1.1 && all <= 1.35,
  }
}
