import { create } from 'zustand'
import type { ItemDetail } from '../../contract/api.ts'
import type { Qualification } from '../../contract/qualification.ts'
import type { Outcome, SecondLookVerdict } from '../../contract/words.ts'

/** What a person has chosen and typed for an item, kept while they look at others, so that nothing typed is lost. */
export type Draft = {
  outcome: Outcome | null
  infractions: string[]
  labels: string[]
  reason: string
  verdict: SecondLookVerdict | null
  verdictReason: string
}

const EMPTY_DRAFT: Draft = { outcome: null, infractions: [], labels: [], reason: '', verdict: null, verdictReason: '' }
export const useDrafts = create<{ drafts: Record<string, Draft> }>(() => ({ drafts: {} }))

/**
 * Where a draft begins: a returned item and an amendment from the decision that stands; else the proposed infraction.
 * The outcome is never chosen for the person.
 */
function firstDraft(detail: ItemDetail): Draft {
  const standing = detail.decisions.find((decision) => decision.withdrawnAt === null)
  if (standing !== undefined) return { ...EMPTY_DRAFT, ...qualified(standing) }
  const proposed = detail.prequalification.infraction
  return { ...EMPTY_DRAFT, infractions: proposed === null ? [] : [proposed] }
}

function qualified({ outcome, infractions, labels, reason }: Qualification): Partial<Draft> {
  return { outcome, infractions: [...infractions], labels: [...labels], reason }
}

export function draftOf(detail: ItemDetail, drafts = useDrafts.getState().drafts): Draft {
  return drafts[detail.id] ?? firstDraft(detail)
}

export function changeDraft(detail: ItemDetail, change: Partial<Draft>): void {
  useDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [detail.id]: { ...draftOf(detail, drafts), ...change } } }))
}

export function dropDraft(itemId: string): void {
  useDrafts.setState(({ drafts }) => {
    const { [itemId]: _gone, ...rest } = drafts
    return { drafts: rest }
  })
}

export function forgetDrafts(): void {
  useDrafts.setState({ drafts: {} })
}

/** The body of a decision; the infraction only where the outcome says that there is one. */
export function qualificationOf(draft: Draft, outcome: Outcome): Qualification {
  const named = outcome === 'illegal' || outcome === 'second_look'
  return { outcome, infractions: named ? draft.infractions : [], labels: draft.labels, reason: draft.reason.trim() }
}
