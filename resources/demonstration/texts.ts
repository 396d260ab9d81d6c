import type { Locale, ReportSource } from '../../contract/words.ts'
import type { Random } from './random.ts'

/** Sentences of reports: how it came, what is suspected, what else is known. Sober, and made up. */
const OPENINGS: Record<Locale, Record<ReportSource, readonly string[]>> = {
  fr: {
    public_form: ['Signalement déposé par le formulaire public.', 'Une personne a laissé cette adresse dans le formulaire.'],
    browser_extension: ['Envoyé par l’extension de navigateur pendant la lecture de la page.', 'Signalé en un geste depuis l’extension.'],
    mobile_app: ['Envoyé depuis l’application mobile.', 'Signalé par l’application, avec le lien partagé.'],
    telephone: ['Appel reçu sur la ligne téléphonique ; adresse notée sous la dictée.', 'Une personne a appelé au sujet de cette page.'],
    professional_platform: [
      'Transmis par l’équipe de modération d’un hébergeur.',
      'Signalement d’une plateforme partenaire, fichier joint.',
    ],
    partner_hotline: [
      'Reçu d’une hotline partenaire ; hébergement supposé en France.',
      'Transmis par le réseau : à qualifier selon le droit français.',
    ],
    authorities: ['Demande d’une autorité : qualification souhaitée.', 'Adresse communiquée par un service d’enquête.'],
    self_generated: [
      'Trouvé pendant l’étude d’un autre signalement.',
      'Relevé par une analyste en suivant un lien d’une page déjà traitée.',
    ],
  },
  en: {
    public_form: ['Filed through the public form.', 'A person left this address in the form.'],
    browser_extension: ['Sent by the browser extension while the page was open.', 'Reported in one click from the extension.'],
    mobile_app: ['Sent from the mobile application.', 'Reported in the application with the shared link.'],
    telephone: ['Call received on the telephone line; address taken down as dictated.', 'A person called about this page.'],
    professional_platform: ['Passed on by the moderation team of a host.', 'Report of a partner platform, file attached.'],
    partner_hotline: [
      'Received from a partner hotline; thought to be hosted in France.',
      'Passed on by the network: to be qualified under French law.',
    ],
    authorities: ['Request of an authority: qualification wanted.', 'Address given by an investigating service.'],
    self_generated: [
      'Found while another report was being worked on.',
      'Noted by an analyst who followed a link of a page already handled.',
    ],
  },
}

const SUSPICIONS: Record<Locale, readonly ((infraction: string) => string)[]> = {
  fr: [
    name => `Le signalement évoque : « ${name} ».`,
    name => `Soupçon indiqué : ${name}.`,
    name => `La personne pense à : ${name}. Rien ne le confirme à ce stade.`,
  ],
  en: [
    name => `The report mentions: “${name}”.`,
    name => `Suspicion stated: ${name}.`,
    name => `The person thinks of: ${name}. Nothing confirms it so far.`,
  ],
}

const DETAILS: Record<Locale, readonly string[]> = {
  fr: [
    'Le contenu est visible sans inscription.',
    'Le lien circule dans un groupe de discussion.',
    'Le même compte aurait publié d’autres contenus.',
    'La personne n’a pas gardé de copie et ne souhaite pas de réponse.',
    'La page semble avoir changé depuis hier.',
    'Une réponse est souhaitée.',
    'La date de mise en ligne n’est pas connue.',
  ],
  en: [
    'The content can be seen without an account.',
    'The link is going round in a discussion group.',
    'The same account is said to have posted other content.',
    'The person kept no copy and wants no reply.',
    'The page seems to have changed since yesterday.',
    'A reply is wanted.',
    'The date of publication is not known.',
  ],
}

export function reportText(random: Random, locale: Locale, source: ReportSource, infraction: string | null): string {
  const suspicion = infraction === null ? [] : [random.pick(SUSPICIONS[locale])(infraction)]
  const details = random.shuffle(DETAILS[locale]).slice(0, random.int(0, 2))
  return [random.pick(OPENINGS[locale][source]), ...suspicion, ...details].join(' ')
}

const HOSTS = [
  'images.example',
  'partage-photo.example',
  'forum.example.net',
  'tableau.example.org',
  'cdn7.example.com',
  'blog-des-amis.example',
  'videos.example.net',
  'archive.example.org',
  'salon.example',
  'depot-fichiers.example.com',
]
export const host = (random: Random): string => random.pick(HOSTS)

/** An address on a host that cannot exist (RFC 2606). */
export function address(random: Random, onHost: string, extension: string | null): string {
  const token = Buffer.from(random.bytes(5)).toString('hex')
  const page = random.pick([
    `/t/${random.int(1000, 99_999)}`,
    `/v/${token}`,
    `/galerie/${random.int(1, 80)}/${token}`,
    `/p?id=${token}`,
    `/utilisateur/${token}/publication`,
  ])
  return `https://${onHost}${extension === null ? page : `/${random.pick(['i', 'media', 'uploads', 'fichiers'])}/${token}.${extension}`}`
}
