import { AppError } from '../../contract/error.ts'
import type { Qualification } from '../../contract/qualification.ts'
import type { TaxonomyIndex } from '../queue/taxonomy-index.ts'

/**
 * Holds a qualification to the taxonomy. @throws AppError decision.infraction_required (illegal without one), decision.infraction_unknown,
 * decision.label_unknown, decision.reason_required (a second look is asked without saying why), request.invalid (two labels of an
 * exclusive group)
 */
export function checkQualification(qualification: Qualification, taxonomy: TaxonomyIndex): void {
  const { outcome, infractions, labels, reason } = qualification
  if (outcome === 'illegal' && infractions.length === 0) throw new AppError('decision.infraction_required')
  if (infractions.some(id => taxonomy.infraction(id) === null)) throw new AppError('decision.infraction_unknown')
  checkLabels(labels, taxonomy)
  if (outcome === 'second_look' && reason.trim() === '') throw new AppError('decision.reason_required')
}

function checkLabels(labels: readonly string[], taxonomy: TaxonomyIndex): void {
  const taken = new Set<string>()
  for (const label of new Set(labels)) {
    const group = taxonomy.labelGroup(label)
    if (group === null) throw new AppError('decision.label_unknown')
    if (group.exclusive && taken.has(group.id)) throw new AppError('request.invalid', { path: 'labels' })
    taken.add(group.id)
  }
}
