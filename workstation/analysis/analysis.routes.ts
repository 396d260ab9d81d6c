import { Hono } from 'hono'
import { API } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import { readId } from '../http/read-request.ts'
import type { Analysis } from './analysis.ts'

export interface ItemMedia {
  item(itemId: string): object | null
  mediaOf(itemId: string): { sha256: string }[]
}

/** The failed media of an item are tried again; those under way are given up. */
export function analysisRoutes(open: () => { analysis: Analysis; intake: { reports: ItemMedia } }): Hono {
  const routes = new Hono()
  routes.post(API.retry[1], (c) => {
    const { analysis, intake } = open()
    const itemId = readId(c)
    if (intake.reports.item(itemId) === null) throw new AppError('item.unknown')
    for (const { sha256 } of intake.reports.mediaOf(itemId)) analysis.retry(sha256)
    return c.json({})
  })
  routes.post(API.stopAnalysis[1], (c) => {
    const { analysis, intake } = open()
    const itemId = readId(c)
    if (intake.reports.item(itemId) === null) throw new AppError('item.unknown')
    for (const { sha256 } of intake.reports.mediaOf(itemId)) analysis.stop(sha256)
    return c.json({})
  })
  return routes
}
