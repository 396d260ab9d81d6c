import { AppError } from '../contract/error.ts'
import type { HashList } from '../contract/match.ts'
import type { House } from '../workstation/house.ts'

/** A list by its id, or by its name where only one has it. @throws AppError list.unknown, cli.usage */
export function findList(house: House, name: string | undefined): HashList {
  const named = house.hashLists.all().filter((list) => list.id === name || list.name === name)
  const [list] = named
  if (list === undefined) throw new AppError('list.unknown')
  if (named.length > 1) throw new AppError('cli.usage', { command: 'list', reason: `Several lists have this name: ${named.map((it) => it.id).join(', ')}.` })
  return list
}
