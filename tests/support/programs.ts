import { spawnSync } from 'node:child_process'

/** Whether a program of the system can be run at all. */
export function canRun(program: string): boolean {
  return spawnSync(program, ['-version'], { stdio: 'ignore' }).error === undefined
}
