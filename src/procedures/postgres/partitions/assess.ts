import { countOf } from '../../../base/number.ts'
import { formatSize } from '../../../base/size.ts'
import type { Assessment, Fact, Finding, Skipped, Step } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import { statementsFor } from './create.ts'
import type { CreateArgs } from './create.ts'
import type { PartitionsObservation, Wanted } from './observation.ts'
import { spanInWords, valueInWords } from './value-in-words.ts'
import type { PartitionsParams } from './params.ts'

/** PostgreSQL cuts longer names (NAMEDATALEN). */
const longestName = 63

/** A default partition of more than this is locked for longer than nobody would notice: it is read through for each new partition. */
const quickDefaultBytes = 8 * 1024 ** 2

export function assessPartitions(observation: PartitionsObservation, params: PartitionsParams): Assessment {
  const { divided, mayCreate, standby } = observation
  const refused = divided.length > 0 || !mayCreate || standby
  const blocked = observation.wanted.flatMap((wanted) => obstacle(wanted, observation))
  const able = observation.wanted.filter((wanted) => obstacle(wanted, observation).length === 0)
  return {
    steps: refused ? [] : able.map((wanted) => createStep(wanted, observation)),
    findings: [
      ...ahead(observation, params),
      ...(observation.wanted.length > 0 ? refusals(observation) : []),
      ...blocked,
      ...observation.gaps.map((gap) => gapFinding(gap, observation, 'filled by this task')),
      ...observation.wide.map((gap) => gapFinding(gap, observation, 'too wide to be filled')),
      ...defaultRows(observation),
    ],
    notLookedAt: uncounted(observation),
    facts: facts(observation),
  }
}

function createStep(wanted: Wanted, { table, column, columnType, owner, user, tablespace, byDefault }: PartitionsObservation): Step {
  const args: CreateArgs = {
    parent: table,
    name: wanted.name,
    from: wanted.from,
    to: wanted.to,
    column,
    columnType,
    owner: owner === user ? null : owner,
    tablespace,
    byDefault: byDefault && displayName(byDefault),
  }
  const name = displayName({ schema: table.schema, name: wanted.name })
  return {
    key: `create:${name}`,
    title: `Create partition ${name}: ${spanInWords(wanted, columnType)}`,
    risk: byDefault !== null && byDefault.bytes > quickDefaultBytes ? 'disruptive' : 'safe',
    preview: { statement: `BEGIN;\n${statementsFor(args).join(';\n')};\nCOMMIT` },
    args,
    expectedMs: 1_000,
  }
}

/** What keeps one partition from being made. */
function obstacle(
  { name, taken, inDefault, ...span }: Wanted,
  { table, columnType, byDefault }: PartitionsObservation,
): readonly Finding[] {
  const shown = displayName({ schema: table.schema, name })
  return [
    ...(inDefault !== null && inDefault > 0 && byDefault !== null
      ? [
          {
            fingerprint: `in-default:${shown}`,
            severity: 'warning',
            title: `the default partition ${displayName(byDefault)} holds ${inDefault} rows of ${spanInWords(span, columnType)}: no partition can be made for them`,
            detail: `PostgreSQL refuses a partition for rows that lie in the default one.`,
            hint: `in one transaction, move those rows into a table of their own and attach it as ${shown}.`,
          } as const,
        ]
      : []),
    ...(taken
      ? [
          {
            fingerprint: `taken:${shown}`,
            severity: 'warning',
            title: `${shown} is there and is no partition for ${spanInWords(span, columnType)}: none was made`,
            hint: 'attach, rename or drop it, or give the partitions another `name`.',
          } as const,
        ]
      : []),
    ...(Buffer.byteLength(name) > longestName
      ? [
          {
            fingerprint: `long:${displayName(table)}`,
            severity: 'warning',
            title: `the name ${name} is longer than the ${longestName} bytes that PostgreSQL allows: no partition was made`,
            hint: 'give the partitions a shorter `name`.',
          } as const,
        ]
      : []),
  ]
}

function refusals({ table, divided, mayCreate, owner }: PartitionsObservation): readonly Finding[] {
  const name = displayName(table)
  return [
    ...(divided.length > 0
      ? [
          {
            fingerprint: `divided:${name}`,
            severity: 'warning',
            title: `partitions of ${name} are partitioned again (${divided.slice(0, 3).join(', ')}): none is made`,
            hint: 'make them with a script of your own; this task still watches how far they reach.',
          } as const,
        ]
      : []),
    ...(mayCreate
      ? []
      : [
          {
            fingerprint: `not-permitted:${name}`,
            severity: 'warning',
            title: `the role of this target may not make partitions of ${name}`,
            hint: `make it a member of ${owner}, with CREATE on the schema.`,
          } as const,
        ]),
  ]
}

/** How far the partitions reach: rows without a place are refused by the server, or fall into the default partition. */
function ahead({ table, columnType, ready, current, partitions }: PartitionsObservation, params: PartitionsParams): readonly Finding[] {
  if (current && ready >= params['alert-below']) return []
  const name = displayName(table)
  const last = partitions.findLast(({ to }) => to !== null)?.to ?? null
  return [
    {
      fingerprint: `ahead:${name}`,
      severity: current ? 'warning' : 'critical',
      title: current
        ? `${name} has ${ready} of ${params.ahead} partitions ahead`
        : `${name} has no partition for the current ${params.every}`,
      detail: last === null ? 'It has no partition with an end.' : `The last one ends ${valueInWords(last, columnType)}.`,
      hint: 'the steps of this task make them; look why they were not made in time.',
    },
  ]
}

const gapFinding = (gap: { from: string; to: string }, { table, columnType, byDefault }: PartitionsObservation, what: string): Finding => ({
  fingerprint: `gap:${displayName(table)}:${gap.from}`,
  severity: 'warning',
  title: `${displayName(table)} has no partition from ${spanInWords(gap, columnType)}: ${what}`,
  detail: byDefault === null ? 'The server refuses rows of that span.' : 'Rows of that span fall into the default partition.',
  hint: 'look who dropped or forgot it.',
})

function defaultRows({ byDefault }: PartitionsObservation): readonly Finding[] {
  if (byDefault === null || byDefault.rows.rows === 0) return []
  const name = displayName(byDefault)
  const big = byDefault.bytes > quickDefaultBytes
  return [
    {
      fingerprint: `default-rows:${name}`,
      severity: 'warning',
      title: `the default partition ${name} holds ${byDefault.rows.how === 'exact' ? '' : 'about '}${countOf(byDefault.rows.rows, 'row')}: it should be empty`,
      ...(big && { detail: `With ${formatSize(byDefault.bytes)} it is locked and read through for a while for each new partition.` }),
      hint: 'find out which rows had no partition, and move them into partitions of their own.',
    },
  ]
}

/** Their partitions are planned all the same: the server looks itself, and refuses one for rows that lie in the default partition. */
function uncounted({ byDefault, wanted }: PartitionsObservation): readonly Skipped[] {
  if (byDefault === null || !wanted.some(({ inDefault }) => inDefault === null)) return []
  return [
    {
      what: `rows of ${displayName(byDefault)} that are in the way of partitions`,
      why: 'counting them took too long',
      fingerprints: 'in-default:',
    },
  ]
}

const facts = ({ partitions, ready, byDefault, pattern, wanted }: PartitionsObservation): readonly Fact[] => [
  { label: 'partitions', value: partitions.length, unit: 'count' },
  { label: 'ready ahead', value: ready, unit: 'count' },
  { label: 'spans without a partition', value: wanted.length, unit: 'count' },
  { label: 'names', value: pattern },
  ...(byDefault === null ? [] : [{ label: 'size of the default partition', value: byDefault.bytes, unit: 'bytes' } as const]),
]
