import { countOf } from '../../../base/number.ts'
import type { TableRows } from '../../../backup/table-rows.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { Step } from '../../contract.ts'
import { archiveStep } from '../archive/plan.ts'
import { displayName, quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { heapBatch } from '../retention/walk.ts'
import { writtenBefore } from '../../../backup/archive/written-before.ts'
import type { ClearObservation, ToClear } from './observation.ts'
import type { ClearParams } from './params.ts'

export type TruncateArgs = JsonObject & { readonly do: 'truncate'; readonly tables: readonly (TableName & JsonObject)[] }
export type EmptyArgs = JsonObject & {
  readonly do: 'empty'
  readonly table: TableName & JsonObject
  readonly parts: readonly (TableName & JsonObject & { readonly rows: number })[]
}

export const truncateKey = 'truncate'
export const deleteKey = (table: TableName): string => `delete:${displayName(table)}`

const about = ({ how, rows }: ToClear['rows']): string => `${how === 'exact' ? '' : 'about '}${countOf(rows, 'row')}`

const rowsOf = ({ database }: ClearObservation, { schema, name }: TableName): TableRows => ({ database, schema, table: name, where: null })

/** All tables in one statement: those that refer to each other can only be emptied together. */
export function truncateSteps(tables: readonly ToClear[], observation: ClearObservation, params: ClearParams): readonly Step[] {
  const full = tables.filter(({ rows }) => rows.rows > 0)
  const archives = archiveSteps(full, observation, params)
  const args: TruncateArgs = { do: 'truncate', tables: tables.map(({ schema, name }) => ({ schema, name })) }
  return [
    ...archives,
    {
      key: truncateKey,
      title: `Empty ${full.map((table) => `${displayName(table)} (${about(table.rows)})`).join(', ')}`,
      risk: 'destructive',
      alwaysAsk: true,
      preview: {
        statement: [truncateStatement(args, params), ...followed(observation)].join('\n'),
        rows: full.reduce((sum, { rows }) => sum + rows.rows, 0),
        bytes: full.reduce((sum, { bytes }) => sum + bytes, 0),
      },
      args,
      takes: full.map((table) => rowsOf(observation, table)),
      after: archives.map(({ key }) => key),
      expectedMs: 1_000,
    },
  ]
}

export const truncateStatement = ({ tables }: TruncateArgs, params: Pick<ClearParams, 'restart-identity'>): string =>
  `TRUNCATE ${tables.map(quoted).join(', ')}${params['restart-identity'] ? ' RESTART IDENTITY' : ''}`

/** Foreign keys among the tables, for the reader of the plan. */
const followed = ({ references }: ClearObservation): readonly string[] =>
  references.map(({ constraint, from, to }) => `-- ${from} refers to ${to} (${constraint})`)

/** Rows that a batched deletion gets through each second at the least, resting half of the time. */
const rowsPerSecond = 10_000

/** One step for each table, in an order in which no foreign key is hurt. */
export function deleteSteps(tables: readonly ToClear[], observation: ClearObservation, params: ClearParams): readonly Step[] {
  return tables
    .filter(({ rows }) => rows.rows > 0)
    .flatMap((table) => {
      const archives = archiveSteps([table], observation, params)
      const parts = table.parts.map(({ schema, name, rows }) => ({ schema, name, rows: rows.rows }))
      const args: EmptyArgs = { do: 'empty', table: { schema: table.schema, name: table.name }, parts }
      const batches = parts
        .filter(({ rows }) => rows > 0)
        .map((part) => heapBatch(part, { text: writtenBefore(':before'), values: [] }, ':page', ':next_page').text)
      return [
        ...archives,
        {
          key: deleteKey(table),
          title: `Delete all ${about(table.rows)} of ${displayName(table)}`,
          risk: 'destructive' as const,
          alwaysAsk: true as const,
          preview: {
            statement: [
              ...batches,
              '-- in batches over all pages, each committed; what is written since stays',
              ...followed(observation),
            ].join('\n'),
            rows: table.rows.rows,
            bytes: table.bytes,
          },
          args,
          takes: [rowsOf(observation, table)],
          after: archives.map(({ key }) => key),
          expectedMs: 1_000 + Math.round((table.rows.rows / rowsPerSecond) * 1_000),
        },
      ]
    })
}

function archiveSteps(tables: readonly ToClear[], observation: ClearObservation, { archive }: ClearParams): readonly Step[] {
  if (archive === undefined) return []
  return tables.map((table) =>
    archiveStep({
      rows: rowsOf(observation, table),
      columnType: null,
      folder: archive.folder,
      count: table.rows.rows,
      bytes: table.bytes,
    }),
  )
}
