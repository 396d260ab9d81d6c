import type { Policy } from '../../contract/policy.ts'
import type { Taxonomy } from '../../contract/taxonomy.ts'

/** A small taxonomy: `violence` (5, violent), `harassment` (2), `copyright` (1); labels real / drawn exclusive, `text` free. */
export function taxonomyOfTests(): Taxonomy {
  const name = (text: string) => ({ fr: text, en: text })
  const infraction = (id: string, severity: number, violent = false) => ({ id, name: name(id), severity, violent })
  return {
    id: 'tests',
    version: 'tests-1',
    fields: [{ id: 'field', name: name('field'), infractions: [infraction('violence', 5, true), infraction('harassment', 2), infraction('copyright', 1)] }],
    labelGroups: [
      { id: 'nature', name: name('nature'), exclusive: true, labels: [{ id: 'real', name: name('real') }, { id: 'drawn', name: name('drawn') }] },
      { id: 'more', name: name('more'), exclusive: false, labels: [{ id: 'text', name: name('text') }, { id: 'logo', name: name('logo') }] },
    ],
  }
}

export function policyOfTests(): Policy {
  return {
    id: 'tests',
    version: 'tests-1',
    prequalification: [
      { id: 'known', when: { kind: 'exact', trust: 'verified', algorithms: ['md5', 'sha1', 'sha256'] }, propose: 'close_unseen' },
      { id: 'exact', when: { kind: 'exact' }, propose: 'review' },
      { id: 'similar', when: { kind: 'similar', maxDistance: 31, minQuality: 50 }, propose: 'review' },
    ],
    video: { minQueryPercent: 80, minEntryPercent: 0 },
    priority: {
      severity: [5, 15, 25, 40, 60],
      source: {
        public_form: 5, browser_extension: 8, mobile_app: 6, telephone: 12, professional_platform: 15, partner_hotline: 20, authorities: 30, self_generated: 10,
      },
      perHourWaiting: 0.5,
      maxForAge: 24,
      externalScore: 20,
      returned: 100,
      knownExact: 10,
      similar: 8,
      watched: 150,
    },
    secondLook: [{ id: 'illegal_and_never_seen', when: { outcome: 'illegal', neverSeenBefore: true } }],
  }
}
