import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { FuseState } from '@electron/fuses/dist/constants.js'

type Fuse = keyof typeof FuseV1Options

/** How electron-builder.yml must have left each fuse of the program. */
const WANTED: Readonly<Record<Fuse, boolean>> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
}

/** Reads the fuses back from a program and tells those that are not as wanted; none is well. */
export async function wrongFuses(program: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(program)
  return (Object.entries(WANTED) as [Fuse, boolean][]).flatMap(([name, wanted]) => {
    const state = wire[FuseV1Options[name]]
    return state === (wanted ? FuseState.ENABLE : FuseState.DISABLE) ? [] : [`${name} is ${state === undefined ? 'missing' : FuseState[state]}`]
  })
}
