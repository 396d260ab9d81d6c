import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL('../..', import.meta.url))
const inBuilder = createRequire(require.resolve('electron-builder/package.json'))
const { load } = createRequire(inBuilder.resolve('app-builder-lib/package.json'))('js-yaml') as {
  load(text: string): Record<string, unknown>
}
const { validateConfiguration } = inBuilder('app-builder-lib/out/util/config/config') as {
  validateConfiguration(configuration: unknown, debugLogger: unknown): Promise<void>
}
const debugLogger = { isEnabled: false, add: () => undefined, save: () => undefined }

describe('the packaging of the desktop app', () => {
  const configuration = load(readFileSync(`${root}electron-builder.yml`, 'utf8'))

  test('is held to the schema of electron-builder', async () => {
    await expect(validateConfiguration(configuration, debugLogger)).resolves.toBeUndefined()
    await expect(validateConfiguration({ ...configuration, asarUnpacked: [] }, debugLogger)).rejects.toThrow()
  })

  test('ships neither the preview shell, nor the demonstration, nor sources', () => {
    const files = configuration['files'] as string[]
    expect(files.filter(pattern => /preview|demonstration|scripts|tests|\.ts$/.test(pattern))).toEqual([])
  })

  test('turns off what would run other code under its name', () => {
    expect(configuration['electronFuses']).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
    })
  })
})
