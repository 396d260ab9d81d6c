import type { ReportDraft } from '../../../contract/report.ts'
import type { ReportSource } from '../../../contract/words.ts'

/** The form as it is typed; `receivedAt` as the browser's field has it, in local time. */
export type TypedReport = {
  source: ReportSource
  receivedAt: string
  urls: string
  text: string
  suspectedInfraction: string
  violent: boolean
  contact: string
}

export function emptyReport(): TypedReport {
  return { source: 'public_form', receivedAt: '', urls: '', text: '', suspectedInfraction: '', violent: false, contact: '' }
}

/** What is sent: addresses one a line, each once; no time typed means now. */
export function draftOf(typed: TypedReport, now: Date): ReportDraft {
  const received = typed.receivedAt === '' ? now : new Date(typed.receivedAt)
  return {
    source: typed.source,
    receivedAt: received.toISOString(),
    text: typed.text.trim(),
    urls: urlsOf(typed.urls),
    suspectedInfraction: typed.suspectedInfraction === '' ? null : typed.suspectedInfraction,
    violent: typed.violent,
    contact: typed.contact.trim() === '' ? null : typed.contact.trim(),
    externalScore: null,
  }
}

export function urlsOf(text: string): string[] {
  return [...new Set(text.split(/\r?\n/).map((line) => line.trim()))].filter((line) => line !== '')
}
