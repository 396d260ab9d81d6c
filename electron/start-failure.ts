import { app, dialog } from 'electron'

/** There is no page yet to tell it: the sentences of what can go wrong before one, in both languages. */
const SENTENCES: Partial<Record<string, readonly [fr: string, en: string]>> = {
  'start.switch_refused': [
    'Paravent ne démarre pas avec cette option, qui ouvrirait ce qu’il tient fermé. Relancez-le sans elle :',
    'Paravent does not start with this switch, which would open what it keeps closed. Start it without:',
  ],
  'profile.in_use': ['Ce profil est déjà ouvert par un autre processus.', 'Another process has this profile open.'],
  'profile.newer_version': [
    'Ce profil vient d’une version plus récente de Paravent.',
    'This profile was made by a newer version of Paravent.',
  ],
  'profile.damaged': ['Ce profil est endommagé : rien n’y a été changé.', 'This profile is damaged: nothing in it was changed.'],
  'disk.unreadable': ['Le dossier du profil ne peut pas être lu.', 'The folder of the profile cannot be read.'],
}

/**
 * Shows why the workstation does not start, and ends. The error itself goes to the terminal: it holds nothing of the material.
 * @param named what the sentence is about, if it is about something
 */
export function explainAndQuit(code: string, error: unknown, named = ''): void {
  console.error(error)
  const [fr, en] = SENTENCES[code] ?? ['Paravent n’a pas pu démarrer.', 'Paravent could not start.']
  // Before it is ready the app does not know the user's language: both are told.
  const sentence = app.isReady() ? (app.getLocale().startsWith('fr') ? fr : en) : `${fr}\n${en}`
  dialog.showErrorBox('Paravent', `${sentence} ${named}${named === '' ? '' : ' '}(${code})`)
  app.exit(1)
}
