import { app, dialog } from 'electron'

/** There is no page yet to tell it: the sentences of what can go wrong before one, in both languages. */
const SENTENCES: Partial<Record<string, readonly [fr: string, en: string]>> = {
  'profile.in_use': ['Ce profil est déjà ouvert par un autre processus.', 'Another process has this profile open.'],
  'profile.newer_version': [
    'Ce profil vient d’une version plus récente de Paravent.',
    'This profile was made by a newer version of Paravent.',
  ],
  'profile.damaged': ['Ce profil est endommagé : rien n’y a été changé.', 'This profile is damaged: nothing in it was changed.'],
  'disk.unreadable': ['Le dossier du profil ne peut pas être lu.', 'The folder of the profile cannot be read.'],
}

/** Shows why the workstation does not start, and ends. The error itself goes to the terminal: it holds nothing of the material. */
export function explainAndQuit(code: string, error: unknown): void {
  console.error(error)
  const [fr, en] = SENTENCES[code] ?? ['Paravent n’a pas pu démarrer.', 'Paravent could not start.']
  dialog.showErrorBox('Paravent', `${app.getLocale().startsWith('fr') ? fr : en} (${code})`)
  app.exit(1)
}
