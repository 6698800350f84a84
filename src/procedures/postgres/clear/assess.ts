import type { Assessment, Finding } from '../../contract.ts'
import { nameTriggers } from '../delete-guards.ts'
import { displayName } from '../table-name.ts'
import type { ClearObservation, ToClear } from './observation.ts'
import { orderFor } from './order.ts'
import type { ClearParams } from './params.ts'
import { deleteSteps, truncateSteps } from './steps.ts'

export function assessClear(observation: ClearObservation, params: ClearParams): Assessment {
  const { tables, standby } = observation
  const full = tables.filter(({ rows }) => rows.rows > 0)
  const refused = full.length === 0 ? [] : refusals(observation, params)
  const findings = [...refused, ...(params.mode === 'delete' ? full.flatMap(triggers) : [])]
  const steps = refused.length > 0 || standby || full.length === 0 ? [] : stepsFor(observation, params)
  return {
    steps,
    findings,
    notLookedAt: [],
    facts: tables.flatMap((table) => [
      {
        label: `rows of ${displayName(table)}${table.rows.how === 'exact' ? '' : ' (estimate)'}`,
        value: table.rows.rows,
        unit: 'rows',
      } as const,
      ...(table.newer === null
        ? []
        : [{ label: `rows of ${displayName(table)} that came since`, value: table.newer, unit: 'rows' } as const]),
    ]),
  }
}

function stepsFor(observation: ClearObservation, params: ClearParams): Assessment['steps'] {
  const { tables, references } = observation
  if (params.mode === 'truncate') return truncateSteps(tables, observation, params)
  const order = orderFor(tables.map(displayName), references) ?? []
  const left = order.map((name) => tables.find((table) => displayName(table) === name)!)
  return deleteSteps(left, observation, params)
}

/** What keeps all of it from being done: half of what was named would be worse than nothing. */
function refusals({ tables, references }: ClearObservation, { mode }: ClearParams): readonly Finding[] {
  const outside = references.filter(({ named }) => !named)
  const passedOn = mode === 'delete' ? references.filter(({ named, passesOn }) => named && passesOn) : []
  const stuck = mode === 'delete' && outside.length === 0 && orderFor(tables.map(displayName), references) === null
  return [
    ...outside.map(({ constraint, from, to }): Finding => ({
      fingerprint: `referenced:${from}:${constraint}`,
      severity: 'warning',
      title: `${from} refers to ${to} (${constraint}) and is not to be emptied: nothing is`,
      hint: 'name it among the `tables` too, or drop the foreign key first.',
    })),
    ...(stuck
      ? [
          {
            fingerprint: 'circle',
            severity: 'warning',
            title: 'foreign keys lead from the tables back to themselves: no order empties them row by row',
            detail: references.map(({ constraint, from, to }) => `${from} refers to ${to} (${constraint})`).join('; '),
            hint: 'use `mode: truncate`, which empties them all at once.',
          } as const,
        ]
      : []),
    ...passedOn.map(({ constraint, from, to }): Finding => ({
      fingerprint: `passes-on:${from}:${constraint}`,
      severity: 'warning',
      title: `a deletion from ${to} would go on to rows of ${from} that came meanwhile (${constraint}): nothing is deleted`,
      hint: 'use `mode: truncate`, or let the foreign key be ON DELETE NO ACTION meanwhile.',
    })),
    ...tables.flatMap((table) => ofTable(table, mode)),
  ]
}

function ofTable(table: ToClear, mode: ClearParams['mode']): readonly Finding[] {
  const name = displayName(table)
  const may = mode === 'truncate' ? table.mayTruncate : table.mayDelete
  return [
    ...(table.heirs.length > 0
      ? [
          {
            fingerprint: `heirs:${name}`,
            severity: 'warning',
            title: `tables inherit from ${name} (${table.heirs.slice(0, 3).join(', ')}): it would take their rows with it`,
            hint: 'empty the tables that inherit by tasks of their own, or do it by hand.',
          } as const,
        ]
      : []),
    ...(table.foreign.length > 0
      ? [
          {
            fingerprint: `foreign:${name}`,
            severity: 'warning',
            title: `partitions of ${name} are foreign tables (${table.foreign.slice(0, 3).join(', ')}): what they hold is another server's`,
            hint: 'name the partitions that are tables of this database instead.',
          } as const,
        ]
      : []),
    ...(mode === 'delete' && table.rules.length > 0
      ? [
          {
            fingerprint: `rules:${name}`,
            severity: 'warning',
            title: `${name} has ${table.rules.length === 1 ? 'a rule' : 'rules'} ON DELETE (${table.rules.slice(0, 3).join(', ')}): what a deletion would do is not what the plan says`,
            hint: 'use `mode: truncate`, or disable the rule.',
          } as const,
        ]
      : []),
    ...(table.rowSecurity
      ? [
          {
            fingerprint: `row-security:${name}`,
            severity: 'warning',
            title: `row security hides rows of ${name} from the role of this target: nobody could say what goes`,
            hint: 'use a role with BYPASSRLS, or the owner of the table.',
          } as const,
        ]
      : []),
    ...(may
      ? []
      : [
          {
            fingerprint: `not-permitted:${name}`,
            severity: 'warning',
            title: `the role of this target may not ${mode} ${name}`,
            hint: `grant it ${mode.toUpperCase()} on the table.`,
          } as const,
        ]),
  ]
}

/** Nothing that keeps the deletion from being tried. */
function triggers(table: ToClear): readonly Finding[] {
  if (table.triggers.length === 0) return []
  const name = displayName(table)
  return [
    {
      fingerprint: `delete-trigger:${name}`,
      severity: 'warning',
      title: `${nameTriggers(table.triggers)} of ${name} may keep rows that are to go: one for which it returns NULL stays`,
      detail: 'The step fails, and says how many are left, when rows stay.',
      hint: 'use `mode: truncate`, for which it does not fire, or disable the trigger.',
    },
  ]
}
