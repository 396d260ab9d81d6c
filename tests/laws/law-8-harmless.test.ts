import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { fileTypeFromBuffer } from 'file-type'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/**
 * Law 8: only harmless pictures. The repository ships none but its own icons and the screenshots of its documents; everything else is drawn by code
 * at the time it is needed, and the maker of the demonstration reads nothing but the project.
 */

const ROOT = resolve(import.meta.dirname, '../..')
const MEDIA = /\.(jpe?g|jfif|png|gif|webp|avif|heic|bmp|tiff?|svg|ico|mp4|m4v|mov|mkv|webm|avi|wmv|flv|mpe?g|3gp|mp3|wav|ogg|zip|7z|rar|tar|gz|pdf)$/i
const OURS = [/^resources\/icons\/[^/]+\.(png|svg)$/, /^renderer\/public\/icon\.svg$/, /^docs\/screenshots\/[^/]+\.png$/]
const isOurs = (file: string): boolean => OURS.some((place) => place.test(file))

describe('the repository', () => {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter((file) => file !== '')

  test('ships no picture, video, archive or document but its icons and the screenshots of its documents', () => {
    expect(files.length).toBeGreaterThan(300)
    expect(files.filter((file) => MEDIA.test(file) && !isOurs(file))).toEqual([])
  })

  test('ships none under another name either', async () => {
    const hidden: string[] = []
    for (const file of files) {
      if (isOurs(file)) continue
      // A file that was removed and not committed yet is none.
      const bytes = readOrNull(join(ROOT, file))
      const type = bytes === null ? undefined : await fileTypeFromBuffer(bytes)
      if (type !== undefined && type.ext !== 'xml') hidden.push(`${file}: ${type.mime}`)
    }
    expect(hidden).toEqual([])
  })

  test('writes out no picture of more than a few pixels in its sources', () => {
    const long = files.filter((file) => ['.ts', '.tsx', '.json', '.css', '.html', '.mjs', '.js'].includes(extname(file)) && file !== 'package-lock.json')
    const written = long.filter((file) => /(?:base64,|['"`])[A-Za-z0-9+/]{400,}={0,2}['"`)]/.test(readOrNull(join(ROOT, file))?.toString('utf8') ?? ''))
    expect(written).toEqual([])
  })
})

function readOrNull(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

describe('the maker of the demonstration', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'paravent-harmless-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const SOURCES = resolve(ROOT, 'resources/demonstration')
  const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))

  test('has no word for the network', () => {
    expect(sources.length).toBeGreaterThan(10)
    for (const file of sources) {
      const text = readFileSync(join(SOURCES, file), 'utf8')
      expect(text, file).not.toMatch(/\bfetch\(|node:(http|https|http2|net|tls|dgram|dns)|undici|WebSocket/)
    }
  })

  test('makes everything where nothing but the project and its own folder can be read', { timeout: 120_000 }, () => {
    const script = join(folder, 'make.ts')
    writeFileSync(script, `import { makeDemonstration } from '${join(SOURCES, 'make.ts')}'\nconst made = await makeDemonstration('${join(folder, 'made')}', new Date())\nconsole.log(made.reports.length)\n`)
    // Of every call that ffmpeg would get, what it reads and writes.
    const asked = join(folder, 'asked')
    const ffmpeg = join(folder, 'ffmpeg')
    writeFileSync(ffmpeg, `#!/bin/sh\nprintf '%s\\n' "$@" '--' >> '${asked}'\nfor last; do :; done\ncase "$last" in -version) ;; *) echo made > "$last" ;; esac\n`)
    chmodSync(ffmpeg, 0o755)
    const permissions = ['--permission', `--allow-fs-read=${ROOT}/*`, `--allow-fs-read=${folder}/*`, `--allow-fs-write=${folder}/*`, '--allow-addons', '--allow-child-process', '--allow-worker']
    const env = { PATH: process.env['PATH'], TMPDIR: folder, PARAVENT_FFMPEG: ffmpeg }
    const run = (...program: string[]) => spawnSync(process.execPath, ['--no-warnings', ...permissions, ...program], { encoding: 'utf8', env })
    expect(run('-e', `require('node:fs').readFileSync('/etc/passwd')`).stderr).toContain('ERR_ACCESS_DENIED')
    const { stdout, stderr, status } = run(script)
    expect([status, stderr]).toEqual([0, ''])
    expect(Number(stdout)).toBeGreaterThan(20)
    const words = readFileSync(asked, 'utf8').split('\n')
    const inputs = words.flatMap((word, i) => (word === '-i' ? [[words[i - 2], words[i - 1], words[i + 1]].join(' ')] : []))
    expect(inputs.length).toBeGreaterThan(8)
    // ffmpeg's own sources, or what was drawn just before.
    for (const input of inputs) expect(input).toMatch(new RegExp(`^-f lavfi (?!a?movie)[a-z0-9]+=|^\\S* \\S* ${folder}/`))
    expect(words.filter((word) => /^(a?movie|concat|https?|rtmp|rtsp|tcp|udp|file)[:=]/.test(word))).toEqual([])
  })
})
