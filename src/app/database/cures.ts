import { isNamedExactly } from '../../procedures/postgres/table-name.ts'
import type { TableName } from '../../procedures/postgres/table-name.ts'
import { linkTo, tasksOf } from './looks.ts'
import type { Looks } from './looks.ts'
import type { TaskLinkView } from './parts.ts'

/** The task of this target that does a procedure, or null. */
export function cureBy(looks: Looks, ...procedures: readonly string[]): TaskLinkView | null {
  const task = procedures.flatMap((procedure) => tasksOf(looks, procedure))[0]
  return task ? linkTo(task) : null
}

/** The retention of one table. */
export function retentionOf(looks: Looks, table: TableName): TaskLinkView | null {
  const task = tasksOf(looks, 'postgres.retention').find(({ params }) => isNamedExactly(table, String(params?.['table'])))
  return task ? linkTo(task) : null
}

/** What cures a finding, by how its fingerprint begins: procedures in the order of preference. What isn't here is for a person, as its hint says. */
const procedures: readonly (readonly [beginning: string, cures: readonly string[]])[] = [
  ['held:', ['postgres.vacuum']],
  ['busy:', ['postgres.vacuum']],
  ['transaction-age:', ['postgres.vacuum']],
  ['multixact-age:', ['postgres.vacuum']],
  ['invalid-index:', ['postgres.reindex']],
  ['invalid:', ['postgres.reindex']],
  ['wal', ['sqlite.vacuum']],
  ['free-space', ['sqlite.vacuum']],
]

export function cureOfFinding(looks: Looks, fingerprint: string): TaskLinkView | null {
  const found = procedures.find(([beginning]) => fingerprint.startsWith(beginning))
  return found ? cureBy(looks, ...found[1]) : null
}
