/** Why `npm start` cannot go on, and the remedy, by the code of the failure. Set-up and the page have sentences of their own, in both languages. */
const SENTENCES: Partial<Record<string, string>> = {
  'profile.not_demonstration':
    'This profile is not a demonstration, and the preview shell is not hardened. --allow-preview opens it all the same. (profile.not_demonstration)',
  'profile.in_use': 'Another process has this profile open. (profile.in_use)',
  'profile.newer_version': 'This profile was made by a newer version of Paravent. (profile.newer_version)',
  'hub.in_use': 'This demonstration is open already, in another process: end that one first, or name another folder in PARAVENT_DEMO_DIR. (hub.in_use)',
  EADDRINUSE: 'The port of this demonstration’s hub is taken by another program: end that one, or begin the demonstration anew (--fresh). (EADDRINUSE)',
}

export const sentenceOf = (code: string): string => SENTENCES[code] ?? `Paravent could not start: ${code}`
