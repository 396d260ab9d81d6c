import { create } from 'zustand'

export type Page = 'review' | 'alerts' | 'lists' | 'settings'
export type Dialog =
  | { kind: 'intake' }
  | { kind: 'attach'; itemId: string; files: readonly File[] }
  | { kind: 'watch'; itemId: string; sha256: string }
  | { kind: 'help' }
  | null

type PageStore = {
  page: Page
  dialog: Dialog
  /** The page and its workstation hear each other. */
  connected: boolean
}

export const usePage = create<PageStore>(() => ({ page: 'review', dialog: null, connected: true }))

export function goTo(page: Page): void {
  usePage.setState({ page, dialog: null })
}

export function openDialog(dialog: Dialog): void {
  usePage.setState({ dialog })
}

export function closeDialog(): void {
  usePage.setState({ dialog: null })
}

export function heard(connected: boolean): void {
  usePage.setState({ connected })
}
