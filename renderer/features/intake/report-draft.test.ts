import { expect, test } from 'vitest'
import { ReportDraft } from '../../../contract/report.ts'
import { draftOf, emptyReport, urlsOf } from './report-draft.ts'

test('addresses are taken one a line, trimmed, each once', () => {
  const typed = ' https://a.example/1 \r\n\nhttps://a.example/1\nhttps://b.example/2'
  expect(urlsOf(typed)).toEqual(['https://a.example/1', 'https://b.example/2'])
})

test('a report with nothing typed was received now and fits the contract', () => {
  const now = new Date('2026-11-22T09:12:00.000Z')
  const draft = draftOf(emptyReport(), now)
  expect(draft.receivedAt).toBe('2026-11-22T09:12:00.000Z')
  expect(ReportDraft.parse(draft)).toEqual(draft)
})
