import type { Page } from '@playwright/test'

/** The demonstration that all tests of a run share: making and analysing it takes most of a minute. */
export interface RunningDemonstration {
  /** Opens its page, or opens it again: at the sign-in. */
  sitDown(page: Page): Promise<void>
  /** The one window of the desktop shell; null where each test has a page of its own. */
  readonly window: Page | null
  /** SIGKILL to its hub: from here on the workstation is offline. */
  killHub(): void
  stop(): Promise<void>
}
