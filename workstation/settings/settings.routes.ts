import { Hono } from 'hono'
import { API, Settings } from '../../contract/api.ts'
import { readJson } from '../http/read-request.ts'
import type { SettingsOf } from './settings.ts'

export function settingsRoutes(open: () => { settings: SettingsOf }): Hono {
  return new Hono()
    .get(API.settings[1], (c) => c.json(open().settings.get()))
    .put(API.saveSettings[1], async (c) => c.json(open().settings.save(await readJson(c, Settings))))
}
