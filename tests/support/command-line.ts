import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { runCli } from '../../cli/main.ts'
import type { Role } from '../../contract/words.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from './workstation.ts'

/** The command line in this process, beside a profile whose passphrase is in the environment. */
export interface CommandLine {
  /** Open: a command that is to have the profile waits for `t.workstation.close()`. */
  readonly t: TestWorkstation
  /** A folder for files of the test. */
  readonly given: string
  /** Each line of stdout is JSON. */
  run(...argv: string[]): Promise<{ code: number; out: any[]; err: string[] }>
  close(): Promise<void>
}

export async function openCommandLine(login = 'amelie', role: Role = 'analyst'): Promise<CommandLine> {
  const given = mkdtempSync(join(tmpdir(), 'paravent-given-'))
  const t = openTestWorkstation()
  await t.setUp(login, role)
  vi.stubEnv('PARAVENT_PASSPHRASE', PASSPHRASE)
  return {
    t,
    given,
    async run(...argv) {
      const out: any[] = []
      const err: string[] = []
      const code = await runCli(argv, { out: (line) => void out.push(JSON.parse(line)), err: (line) => void err.push(line) })
      return { code, out, err }
    },
    async close() {
      vi.unstubAllEnvs()
      await t.close()
      rmSync(given, { recursive: true, force: true })
    },
  }
}

/** The code of what was told first on stderr. */
export function refusalOf({ err }: { err: string[] }): string | undefined {
  return JSON.parse(err[0] ?? '{}').error?.code
}
