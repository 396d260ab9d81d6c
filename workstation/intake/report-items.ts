import type { Address } from './urls.ts'

/**
 * Which items a report gets. One address and files: each file is an item under that address. Several addresses and
 * files: which file came from which address is not known, so each address is an item of its own and each file is one
 * without an address. Addresses only, or files only: one item each. So each address has an item from the start, before
 * any file came, and only the place of a file is left to decide.
 */

export type Place = { readonly kind: 'fill'; readonly itemId: string } | { readonly kind: 'new'; readonly address: Address | null }

/**
 * Where a file goes: into the item of the only address while that has no file yet, else into a new item.
 * @param addresses the report's distinct addresses
 * @param withoutFile the item of the only address, if no file filled it yet
 */
export function placeOfFile(addresses: readonly Address[], withoutFile: string | null): Place {
  if (addresses.length !== 1) return { kind: 'new', address: null }
  if (withoutFile !== null) return { kind: 'fill', itemId: withoutFile }
  return { kind: 'new', address: addresses[0] ?? null }
}

/**
 * How a file that was sealed is told. `repeated`: these bytes came before in this same intake and make no second item;
 * `known`: they were on this workstation before; `new`: they were not.
 */
export function statusOfFile(seen: { inThisIntake: boolean; here: boolean }): 'new' | 'known' | 'repeated' {
  if (seen.inThisIntake) return 'repeated'
  return seen.here ? 'known' : 'new'
}

/**
 * The number that people use for a report made here: the year and the next free number, `2026-00042`.
 * Reports are told apart by their id; two workstations without a network may give the same number.
 * @param highest the highest reference of that year known here, whoever gave it, or null
 */
export function nextReference(year: number, highest: string | null): string {
  const last = Number(/^\d+-(\d+)/.exec(highest ?? '')?.[1] ?? 0)
  return `${year}-${String(last + 1).padStart(5, '0')}`
}
