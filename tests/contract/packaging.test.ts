import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { SENTINEL } from '@electron/fuses/dist/constants.js'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeChecksums } from '../../scripts/package/checksums.ts'
import { iconPixels } from '../../scripts/package/make-icon.ts'
import { wrongFuses } from '../../scripts/package/read-fuses.ts'
import { openDoors } from '../../scripts/package/try-doors.ts'
import { configuration, filesTaken, ROOT, unpacked, validate } from '../support/packaged-files.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paravent-package-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the packaging of the desktop app', () => {
  test('is held to the schema of electron-builder', async () => {
    await expect(validate(configuration)).resolves.toBeUndefined()
    await expect(validate({ ...configuration, asarUnpacked: [] })).rejects.toThrow()
    await expect(validate({ ...configuration, electronFuses: { ...configuration.electronFuses, runAsNodes: false } })).rejects.toThrow()
  })

  test('makes an AppImage and a deb, an NSIS installer for the whole machine, and a dmg; none starts without the sandbox', () => {
    expect([configuration['linux'].target, configuration['win'].target, configuration['mac'].target]).toEqual([['deb', 'AppImage'], ['nsis'], ['dmg']])
    expect(configuration['nsis']).toMatchObject({ perMachine: true })
    expect(configuration['appImage'].executableArgs).toEqual([])
    // A deb is not made without them.
    expect([configuration['linux'].maintainer, (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { homepage: string }).homepage]).toEqual([expect.stringContaining('@'), expect.stringContaining('https://')])
    for (const path of [configuration['icon'], configuration['mac'].entitlements]) expect(existsSync(join(ROOT, path)), path).toBe(true)
  })

  test('has the icon that is drawn', async () => {
    const packaged = await sharp(join(ROOT, configuration['icon'])).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    expect([packaged.info.width, packaged.info.height]).toEqual([1024, 1024])
    const drawn = await iconPixels().ensureAlpha().raw().toBuffer()
    expect(packaged.data.equals(drawn)).toBe(true)
  })
})

describe.each([
  { platform: 'linux', arch: 'x64' },
  { platform: 'win32', arch: 'x64' },
  { platform: 'darwin', arch: 'arm64' },
])('the files of the package for $platform $arch', ({ platform, arch }) => {
  let files: string[]
  beforeAll(() => {
    files = filesTaken({ platform, arch })
  })

  test('are the two builds, the data and the native packages, and nothing else', () => {
    const allowed = [
      /^package\.json$/,
      /^out\/(main|renderer)\/[^.][^/]*(\/[^/]+)*\.(js|json|css|html|svg|woff2?)$/,
      /^native\/build\/[^/]+\.node$/,
      /^workstation\/store\/migrations\/\d+_\w+\.sql$/,
      /^resources\/(taxonomies|policies)\/\w+\.json$/,
      /^node_modules\/(better-sqlite3|sharp|@img\/[\w-]+|detect-libc|semver|ffmpeg-static)\//,
    ]
    expect(files.filter(file => !allowed.some(pattern => pattern.test(file)))).toEqual([])
  })

  test('hold neither preview nor demonstration, neither tests, sources, maps nor keys', () => {
    const never = /(^|\/)(preview|demonstration|tests?|scripts|cli|hub|\.git|\.github)\/|\.(test\.|tsx?$|map$|pem$|key$|cpp$|c$)|secret|\.env/
    expect(files.filter(file => never.test(file))).toEqual([])
    expect(files.filter(file => /pglite|react|hono|fontsource/.test(file.replace(/^out\//, '')) && file.startsWith('node_modules'))).toEqual([])
  })

  test('hold the database’s native code of this system alone', () => {
    expect(files.filter(file => file.startsWith('node_modules/better-sqlite3/prebuilds/'))).toEqual([`node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node`])
  })

  test('hold what is read at run time', () => {
    for (const path of ['resources/taxonomies/fr.json', 'resources/policies/default.json', 'workstation/store/migrations/0001_', 'node_modules/better-sqlite3/lib/index.js', 'node_modules/sharp/']) {
      expect(files.some(file => file.startsWith(path)), path).toBe(true)
    }
  })

  test.skipIf(!existsSync(join(ROOT, 'out/main/main.js')))('lie outside the archive where they must be real files, and only there', () => {
    const outside = unpacked(files)
    const started = files.filter(file => /^out\/main\/(analyzer\.js|workers\/|chunks\/|package\.json)/.test(file) || file.endsWith('.node') || /\.(so|dll|dylib)/.test(file))
    expect(started.length).toBeGreaterThan(5)
    expect(started.filter(file => !outside.includes(file))).toEqual([])
    expect(outside).not.toContain('out/main/main.js')
    expect(outside.filter(file => file.startsWith('out/renderer/'))).toEqual([])
  })
})

test.skipIf(!existsSync(join(ROOT, 'out/main/main.js')))('what was built holds no passphrase, password or person of the demonstration, and nothing of the preview', async () => {
  const { PEOPLE } = await import('../../resources/demonstration/people.ts')
  const built = filesTaken({ platform: 'linux', arch: 'x64' }).filter(file => /^(out|resources|workstation)\//.test(file) && /\.(js|json|html|css|sql)$/.test(file))
  const secrets = PEOPLE.flatMap(person => Object.entries(person).flatMap(([name, value]) => (/pass/i.test(name) ? [String(value)] : [])))
  expect(secrets.length).toBeGreaterThan(3)
  for (const file of built) {
    const text = readFileSync(join(ROOT, file), 'utf8')
    for (const secret of secrets) expect(text.includes(secret), `${file}: ${secret}`).toBe(false)
    expect(/x-paravent-page|preview\/launch|PARAVENT_DEMO_DIR/i.test(text), file).toBe(false)
  }
})

describe('the fuses', () => {
  /** The part of Electron's binary in which they are: all as Electron ships them. */
  function binary(name: string, wire = '10110011'): string {
    const path = join(folder, name)
    writeFileSync(path, Buffer.concat([Buffer.alloc(64, 1), Buffer.from(SENTINEL), Buffer.from([1, wire.length]), Buffer.from(wire), Buffer.alloc(64, 2)]))
    return path
  }

  test('that electron-builder.yml flips are read back from the program as wanted', async () => {
    const path = binary('flipped')
    expect(await wrongFuses(path)).toContain('RunAsNode is ENABLE')
    const byName = Object.entries(configuration.electronFuses).filter(([name]) => name !== 'resetAdHocDarwinSignature')
    const asConfigured = byName.map(([name, on]) => [FuseV1Options[`${name[0]!.toUpperCase()}${name.slice(1)}` as keyof typeof FuseV1Options], on])
    await flipFuses(path, { version: FuseVersion.V1, strictlyRequireAllFuses: true, ...Object.fromEntries(asConfigured) })
    expect(await wrongFuses(path)).toEqual([])
  })

  test.each([0, 1, 2, 3, 4, 5, 6, 7])('one that is wrong is told (place %i)', async at => {
    const right = '01001100'
    const wire = `${right.slice(0, at)}${right[at] === '0' ? '1' : '0'}${right.slice(at + 1)}`
    expect(await wrongFuses(binary(`wrong-${at}`, right))).toEqual([])
    expect(await wrongFuses(binary(`wrong-${at}`, wire))).toEqual([expect.stringContaining(FuseV1Options[at]!)])
  })
})

describe.skipIf(process.platform === 'win32')('the check of a packaged app', () => {
  const program = (name: string, script: string): string => {
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
    return path
  }

  test('finds every door closed that ends in a refusal', async () => {
    expect(await openDoors(program('closed', 'echo refused >&2; exit 1'))).toEqual([])
  })

  test('finds doors that are open, as they are in Node itself', async () => {
    expect(await openDoors(program('open', `for last; do :; done; exec "${process.execPath}" "$last"`), 3000)).toContain('ELECTRON_RUN_AS_NODE')
    expect(await openDoors(program('listening', 'echo "DevTools listening on ws://127.0.0.1:1" >&2; exec sleep 60'), 300)).toContain('--remote-debugging-port')
  })
})

test('checksums are what sha256sum reads', async () => {
  const out = mkdtempSync(join(folder, 'out-'))
  for (const name of ['paravent-1.AppImage', 'paravent-1.deb', 'sbom.cdx.json', 'builder-debug.yml']) writeFileSync(join(out, name), name)
  expect((await writeChecksums(out)).map(line => line.split('  ')[1])).toEqual(['paravent-1.AppImage', 'paravent-1.deb', 'sbom.cdx.json'])
  if (process.platform === 'linux') expect(execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: out, encoding: 'utf8' })).not.toContain('FAILED')
  await expect(writeChecksums(mkdtempSync(join(folder, 'empty-')))).rejects.toThrow('nothing to hand out')
})
