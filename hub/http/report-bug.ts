/** Tells a bug on stderr: what kind of error and where, never its message, which may quote what somebody sent (law 3). */
export function reportBug(error: unknown): void {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : []
  process.stderr.write(`${[`bug in the hub: ${kindOf(error)}`, ...frames].join('\n')}\n`)
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name
}
