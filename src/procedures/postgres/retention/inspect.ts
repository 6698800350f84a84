import { databaseIdentity } from '../../../backup/archive/identity.ts'
import { UserError } from '../../../base/errors.ts'
import { identifier, sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { readDeleteGuards } from '../delete-guards.ts'
import type { DeleteGuards } from '../delete-guards.ts'
import { displayName } from '../table-name.ts'
import { readHorizon } from '../vacuum/horizon.ts'
import { withPast } from '../vacuum/past.ts'
import { readOne, readThresholds } from '../vacuum/table-care.ts'
import { readChunks } from './chunks.ts'
import { countEach, countQuickly, countRows } from './count.ts'
import { cutoffFor } from './cutoff.ts'
import { findTableAndColumn } from './find-table.ts'
import type { FoundTable } from './find-table.ts'
import { isToDelete } from './observation.ts'
import type { Leaf, Obstacles, RetentionObservation } from './observation.ts'
import type { RetentionParams } from './params.ts'
import { partsOf, readDetached, readEnded, readTree } from './partitions.ts'
import type { Node } from './partitions.ts'
import { hasExpired } from './predicate.ts'
import type { Policy } from './predicate.ts'
import { readReferences } from './references.ts'
import type { Going } from './references.ts'

export async function inspectRetention(
  target: PostgresTarget,
  params: RetentionParams,
  ctx: InspectContext,
): Promise<RetentionObservation> {
  const found = await findTableAndColumn(target, params)
  const policy = { column: params.column, columnType: found.columnType, cutoff: cutoffFor(ctx.due, params.keep) }
  const { thresholds, counted, now } = await readThresholds(target)
  const chunks = await readChunks(target, found, policy, params.mode)
  const tree = chunks === null ? await readTree(target, found.oid, params.column) : []
  const parts = partsOf(tree, await readEnded(target, tree, policy), params.mode)
  if (params.mode === 'partitions' && chunks === null && !parts.byColumn) {
    throw new UserError(`${displayName(found)} is not partitioned by ranges of ${params.column}`, {
      hint: '`mode: auto` deletes rows in batches there.',
    })
  }
  const leaves: Leaf[] = []
  const going: Going[] = []
  for (const node of parts.leaves) {
    const [leaf] = await inspectLeaf(target, node, { ...policy, withoutIndex: params['without-index'] }, ctx)
    if (leaf === undefined) continue
    leaves.push(leaf)
    if (isToDelete(leaf, params)) going.push({ oid: node.oid, table: node, where: hasExpired(policy).text })
  }
  const ending = tree.filter((node) => parts.expired.some(({ schema, name }) => node.schema === schema && node.name === name))
  const leaving = ending.map((node) => ({ oid: node.oid, table: node, where: 'true' }))
  return {
    now,
    due: ctx.due.toISOString(),
    major: target.server.major,
    standby: target.server.standby,
    counted,
    database: await databaseIdentity({ rows: target.read }),
    table: { schema: found.schema, name: found.name },
    ...policy,
    keepsSome: await keepsSome(target, found, policy),
    obstacles: { ...(await readObstacles(target, found)), ...(await readDeleteGuards(target, found.oid)) },
    references: [
      ...(await readReferences(target, found.oid, going, 'rows')),
      ...(await readReferences(target, found.oid, leaving, 'partitions')),
    ],
    leaves,
    partitions: await countEach(target, [...parts.expired, ...(await readDetached(target, found))]),
    chunks,
    foreign: parts.foreign.map(displayName),
    thresholds,
    horizon: await readHorizon(target),
  }
}

/** Empty when the table was dropped meanwhile. */
async function inspectLeaf(
  target: PostgresTarget,
  node: Node,
  { withoutIndex, ...policy }: Policy & { readonly withoutIndex: boolean },
  ctx: InspectContext,
): Promise<readonly Leaf[]> {
  const earlier = ctx.previous as Partial<RetentionObservation> | null
  const care = await readOne(target, node)
  if (care === null) return []
  const table = identifier(node.schema, node.name)
  const index = await leadingIndex(target, node.oid, policy.column)
  // What is not deleted for want of an index is not worth reading a large table through.
  const count = index === null && !withoutIndex ? countQuickly : countRows
  const expired = await count(target, table, hasExpired(policy))
  const shape = await readShape(target, node, policy.column)
  const oldest = expired.rows > 0 && index !== null ? await oldestOf(target, node, policy) : null
  return [
    {
      schema: node.schema,
      name: node.name,
      expired,
      oldest,
      index,
      ...shape,
      bytes: node.bytes,
      care: withPast(
        care,
        ctx.record,
        earlier?.leaves?.map((leaf) => leaf.care),
      ),
    },
  ]
}

async function oldestOf(target: PostgresTarget, node: Node, policy: Policy): Promise<string | null> {
  const column = identifier(policy.column)
  const [row] = await target.read<{ oldest: string | null }>(sql`
    select min(${column})::text as oldest from ${identifier(node.schema, node.name)} where ${hasExpired(policy)}`)
  return row!.oldest
}

/** A valid B-tree without a condition that begins with the column. */
async function leadingIndex(target: PostgresTarget, oid: number, column: string): Promise<string | null> {
  const [row] = await target.read<{ name: string }>(sql`
    select c.relname as name from pg_index i
      join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = ${oid}::oid and a.attname = ${column} and m.amname = 'btree' and i.indisvalid and i.indpred is null
    order by i.indnkeyatts, c.relname limit 1`)
  return row?.name ?? null
}

/** How many rows and pages there are, and how their order on disk goes with the column's. */
async function readShape(target: PostgresTarget, node: Node, column: string): Promise<Pick<Leaf, 'rows' | 'pages' | 'correlation'>> {
  const [row] = await target.read<Pick<Leaf, 'rows' | 'pages' | 'correlation'>>(sql`
    select greatest(c.reltuples, 0)::float8 as rows, pg_relation_size(c.oid) / current_setting('block_size')::int8 as pages,
      (select correlation from pg_stats s where s.schemaname = ${node.schema} and s.tablename = ${node.name} and s.attname = ${column} and not s.inherited)::float8 as correlation
    from pg_class c where c.oid = ${node.oid}::oid`)
  return row ?? { rows: 0, pages: 0, correlation: null }
}

async function keepsSome(target: PostgresTarget, table: FoundTable, policy: Policy): Promise<boolean> {
  const [row] = await target.read<{ some: boolean }>(sql`
    select exists (select from ${identifier(table.schema, table.name)} where not (${hasExpired(policy)})) as some`)
  return row!.some
}

async function readObstacles(target: PostgresTarget, table: FoundTable): Promise<Omit<Obstacles, keyof DeleteGuards>> {
  // Rows are deleted from each partition by its own name: what is granted on the partitioned table, and its row security, count for nothing there.
  const [row] = await target.read<Omit<Obstacles, keyof DeleteGuards>>(sql`
    with tree as (select b.relid from pg_partition_tree(${table.oid}::oid) b union select ${table.oid}::oid),
      family as (select relid from tree union select relid from pg_partition_ancestors(${table.oid}::oid))
    select (select bool_or(row_security_active(relid)) from tree) as "rowSecurity", (select bool_and(has_table_privilege(relid, 'DELETE')) from tree) as "mayDelete",
      pg_has_role(c.relowner, 'usage') as "mayDrop",
      array(
        select f.conrelid::regclass || ' (' || f.conname || ')' from pg_constraint f
        where f.contype = 'f' and f.confdeltype in ('c', 'n', 'd') and f.conparentid = 0 and f.confrelid in (select relid from family)
        order by 1
      ) as cascades,
      array(select i.inhrelid::regclass::text from pg_inherits i join pg_class h on h.oid = i.inhrelid where i.inhparent = c.oid and not h.relispartition and not i.inhdetachpending order by 1) as heirs
    from pg_class c where c.oid = ${table.oid}::oid`)
  return row!
}
