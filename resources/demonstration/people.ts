import type { Role } from '../../contract/words.ts'

/** The people of the demonstration; the administrator comes first, since the first person sets the workstation up. */
export interface DemonstrationPerson {
  login: string
  name: string
  role: Role
  /** At the hub. */
  password: string
  /** On the workstation. Shown on the sign-in page of the demonstration, and nowhere else. */
  passphrase: string
}

export const PEOPLE: readonly DemonstrationPerson[] = [
  {
    login: 'claire',
    name: 'Claire Morel',
    role: 'administrator',
    password: 'demonstration-claire-4718',
    passphrase: 'quatre lanternes sous la pluie',
  },
  { login: 'karim', name: 'Karim Benali', role: 'analyst', password: 'demonstration-karim-2093', passphrase: 'un train bleu vers la mer' },
  {
    login: 'jeanne',
    name: 'Jeanne Petit',
    role: 'analyst',
    password: 'demonstration-jeanne-6651',
    passphrase: 'trois pommes dans le panier',
  },
  {
    login: 'helene',
    name: 'Hélène Roux',
    role: 'supervisor',
    password: 'demonstration-helene-8340',
    passphrase: 'le vieux phare garde la côte',
  },
]
