import { defineConfig } from '@playwright/test'
import { chromiumArguments, findChromium } from './preview/chromium.ts'
import type { ShellName } from './tests/e2e/support/shell.ts'

const chromium = findChromium()

export default defineConfig<object, { shell: ShellName }>({
  testDir: 'tests/e2e',
  testMatch: '**/*.test.ts',
  outputDir: 'test-results/e2e',
  timeout: 180_000,
  expect: { timeout: 15_000 },
  // One at a time: each test has a hub, a workstation, an analyzer and a browser of its own on two cores.
  workers: 1,
  reporter: [['line'], ['./tests/e2e/support/skipped-reporter.ts'], ['json', { outputFile: 'test-results/e2e.json' }]],
  forbidOnly: process.env.CI !== undefined,
  // One suite over two shells: in Electron wherever its binary is. The rest is about the preview's own window, port and start.
  projects: [
    { name: 'chromium', use: { shell: 'chromium' } },
    { name: 'electron', use: { shell: 'electron' }, testIgnore: ['**/canaries.test.ts', '**/start.test.ts'] },
  ],
  use: {
    browserName: 'chromium',
    headless: true,
    actionTimeout: 15_000,
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    // Playwright's contexts are off the record by themselves; `--incognito` would only open one more.
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: chromiumArguments().filter(argument => argument !== '--incognito'),
    },
  },
})
