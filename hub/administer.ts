import { AppError } from '../contract/error.ts'
import { Role } from '../contract/words.ts'
import type { Hub } from './hub.ts'

export interface Administered {
  login?: string | undefined
  role?: string | undefined
}

export const ADMINISTER_HELP = `  npm run hub -- enrol --login LOGIN [--dir DIR | with DATABASE_URL]
      Prints a code with which LOGIN enrols on one workstation, once, within 48 hours. As above, only with --dir stop the hub first.

  npm run hub -- remove-person --login LOGIN [--dir DIR | with DATABASE_URL]
      From then on the hub refuses LOGIN's sign-ins, tokens and events. Workstations are told at their next contact. There is no way back.

  npm run hub -- set-role --login LOGIN --role analyst|supervisor|administrator [--dir DIR | with DATABASE_URL]
      The role that counts from then on; workstations are told at their next contact.
`

type Command = (people: Hub['people'], login: string, role: string | undefined) => Promise<string>

const COMMANDS: Record<string, Command> = {
  async enrol(people, login) {
    const { code, expiresAt } = await people.makeCode(login)
    return `Enrolment code of ${login}, to be used once before ${expiresAt}:\n${code}\n`
  },
  async 'remove-person'(people, login) {
    await people.remove(login)
    return `${login} removed\n`
  },
  async 'set-role'(people, login, asked) {
    const role = Role.safeParse(asked)
    if (!role.success) throw new AppError('cli.usage')
    await people.setRole(login, role.data)
    return `${login} is ${role.data}\n`
  },
}

export function isAdministration(command: string): boolean {
  return Object.hasOwn(COMMANDS, command)
}

/** What an administrator asks for by a command of `npm run hub`; answers what is to be printed. @throws AppError `cli.usage`, `hub.person_unknown` */
export async function administer(hub: Pick<Hub, 'people'>, command: string, { login, role }: Administered): Promise<string> {
  const run = COMMANDS[command]
  if (run === undefined || login === undefined || login === '') throw new AppError('cli.usage')
  return run(hub.people, login, role)
}
