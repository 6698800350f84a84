import type { Assessment, Fact, Finding, Step } from '../../contract.ts'
import { analyzeKey, analyzeStep } from '../bloat/analyze.ts'
import { bloatOf, judgeBloat } from '../bloat/judge.ts'
import { displayName } from '../table-name.ts'
import { beingBuilt, noEstimate, notPermitted, obstacle, unmatchedFindings, whyDrop, whyRebuild, whyUnknown } from './findings.ts'
import type { IndexSeen, InvalidIndex, ReindexObservation } from './observation.ts'
import type { ReindexParams } from './params.ts'
import { dropKey, dropStep, rebuildStep, repairStep } from './steps.ts'

/** Leftovers first, then what has to be analyzed, then the rebuilds, the one that gains most first. */
export function assessReindex(observation: ReindexObservation, params: ReindexParams): Assessment {
  if (observation.standby)
    return {
      findings: [],
      steps: [],
      notLookedAt: [
        { what: 'indexes', why: 'this is a standby: it has the indexes of its primary, which rebuilds them', fingerprints: '' },
      ],
    }
  const limit = params['min-bloat'] / 100
  const judged = Map.groupBy(observation.indexes, (index) => (index.method === 'btree' ? judgeBloat(index.measured, limit) : 'unknown'))
  const [bloated, stale, unknown] = [judged.get('bloated') ?? [], judged.get('stale') ?? [], judged.get('unknown') ?? []]
  const idle = observation.invalid.filter(({ builder }) => builder === null)
  const drops = idle.filter(({ leftoverOf }) => leftoverOf !== null).map((index) => dropOrSay(index))
  const repairs = idle.filter(({ leftoverOf }) => leftoverOf === null).map((index) => repairOrSay(index, params))
  const rebuilds = [...bloated, ...stale]
    .toSorted((a, b) => bytesToGain(b) - bytesToGain(a))
    .flatMap((index) => rebuildOrSay(index, observation, params, stale.includes(index)))
  return {
    steps: [...stepsOf(drops), ...analyzeSteps(stale), ...stepsOf(repairs), ...stepsOf(rebuilds)],
    findings: [...findingsOf([...drops, ...repairs, ...rebuilds]), ...unmatchedFindings(observation)],
    notLookedAt: [
      ...observation.invalid.filter(({ builder }) => builder !== null).map(beingBuilt),
      ...unknown.map(noEstimate),
      ...(observation.unconfirmed === null
        ? []
        : [{ what: 'some candidates, with pgstatindex', why: `${observation.unconfirmed}; the estimate counts` }]),
    ],
    facts: facts(observation, bloated),
  }
}

type StepOrFinding = { readonly step: Step } | { readonly finding: Finding }
const stepsOf = (all: readonly StepOrFinding[]): readonly Step[] => all.flatMap((one) => ('step' in one ? one.step : []))
const findingsOf = (all: readonly StepOrFinding[]): readonly Finding[] => all.flatMap((one) => ('finding' in one ? one.finding : []))

const dropOrSay = (index: InvalidIndex): StepOrFinding =>
  index.permitted ? { step: dropStep(index) } : { finding: notPermitted(displayName(index), whyDrop(index)) }

function repairOrSay(index: InvalidIndex, params: ReindexParams): StepOrFinding {
  const finding = obstacle(index, Math.max(index.bytes, index.tableBytes), whyDrop(index), params)
  return finding === null ? { step: repairStep(index) } : { finding }
}

/** Of one whose bloat an ANALYZE has yet to tell, a missing room is no news. */
function rebuildOrSay(index: IndexSeen, observation: ReindexObservation, params: ReindexParams, stale: boolean): readonly StepOrFinding[] {
  const finding = obstacle(index, index.measured.bytes, stale ? whyUnknown(index) : whyRebuild(index), params)
  if (finding !== null) return stale && index.permitted ? [] : [{ finding }]
  const leftovers = observation.invalid.filter(
    ({ table, leftoverOf }) => displayName(table) === displayName(index.table) && leftoverOf === index.name,
  )
  const past = observation.rewritten.find(({ name }) => name === displayName(index)) ?? null
  const after = [...leftovers.map(dropKey), ...(stale ? [analyzeKey(index.table)] : [])]
  return [{ step: rebuildStep(index, { onlyIfBloated: stale, past, after }) }]
}

/** One for each table. */
const analyzeSteps = (stale: readonly IndexSeen[]): readonly Step[] =>
  [
    ...Map.groupBy(
      stale.filter(({ permitted }) => permitted),
      ({ table }) => displayName(table),
    ).values(),
  ].map(([index]) => analyzeStep(index!.table, index!.tableBytes))

const bytesToGain = ({ measured }: IndexSeen): number => measured.bytes * (bloatOf(measured) ?? 0)

const facts = ({ indexesSeen, indexes, invalid }: ReindexObservation, bloated: readonly IndexSeen[]): readonly Fact[] => [
  { label: 'indexes looked at', value: indexesSeen, unit: 'count' },
  { label: 'large enough to gain by', value: indexes.length, unit: 'count' },
  { label: 'bloated', value: bloated.length, unit: 'count' },
  { label: 'bytes of the bloated', value: bloated.reduce((sum, { measured }) => sum + measured.bytes, 0), unit: 'bytes' },
  { label: 'bytes to gain', value: Math.round(bloated.reduce((sum, index) => sum + bytesToGain(index), 0)), unit: 'bytes' },
  { label: 'invalid', value: invalid.length, unit: 'count' },
]
