/** What may stand on the command line of a packaged app. */
const OURS = ['--profile=', '--hub=']

/**
 * The switches that a packaged app does not start with: Chromium and Node take theirs from the same line, and among them are a
 * debugger's port, extensions, a door without the sandbox and a keyring that is none. Whoever needs one runs the sources.
 * @returns names without their values
 */
export function refusedSwitches(argv: readonly string[], platform: NodeJS.Platform = process.platform): string[] {
  // Chromium reads `/switch` too, on Windows.
  const isSwitch = (argument: string): boolean => argument.startsWith('-') || (platform === 'win32' && argument.startsWith('/'))
  const isOurs = (argument: string): boolean => OURS.some(ours => argument.startsWith(ours))
  return argv.slice(1).flatMap(argument => (isSwitch(argument) && !isOurs(argument) ? [argument.replace(/=.*$/s, '')] : []))
}

/** Variables that no fuse makes inert and that would open what the core closes: Node then trusts whoever says to be the hub. */
const FORGOTTEN = ['NODE_TLS_REJECT_UNAUTHORIZED', 'SSLKEYLOGFILE']

export function forgetVariables(env: NodeJS.ProcessEnv): void {
  for (const name of FORGOTTEN) delete env[name]
}
