import { quoteLiteral, sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { TableName } from '../table-name.ts'
import { displayName } from '../table-name.ts'
import { readMark } from './mark.ts'
import type { Ended } from './observation.ts'
import { limitOf } from './predicate.ts'
import type { Policy } from './predicate.ts'

/** A table of the tree under the task's table, itself included. */
export type Node = TableName & {
  readonly oid: number
  readonly parent: number | null
  /** r: table, p: partitioned, f: foreign. */
  readonly kind: string
  /** Its children are ranges of the task's column. */
  readonly byColumn: boolean
  /** How many columns its children are ranges of. */
  readonly keys: number
  /** DEFAULT, or FOR VALUES ...; null for the root. */
  readonly bound: string | null
  readonly pending: boolean
  readonly comment: string | null
  readonly bytes: number
}

export type Parts = {
  readonly leaves: readonly Node[]
  readonly expired: readonly Ended[]
  readonly foreign: readonly Node[]
  readonly byColumn: boolean
}

/**
 * What is to be deleted from and what is to be dropped. A partition is dropped when its parent's ranges are about the column and its own range ends
 * before the limit; what lies beneath it goes with it. One that is partly expired waits until it is wholly. Rows are deleted from every leaf that
 * no such range answers for: a plain table, hash and list partitions, default partitions.
 */
export function partsOf(nodes: readonly Node[], ended: (node: Node) => boolean, mode: 'auto' | 'partitions' | 'rows'): Parts {
  const children = Map.groupBy(nodes, (node) => node.parent)
  const leaves: Node[] = []
  const expired: Ended[] = []
  const foreign: Node[] = []
  const visit = (node: Node, covered: boolean): void => {
    if (node.kind === 'f') foreign.push(node)
    else if (node.kind !== 'p') {
      if (!covered) leaves.push(node)
    } else {
      const parts = children.get(node.oid) ?? []
      for (const part of parts) {
        const isDefault = part.bound === 'DEFAULT'
        const ranged = node.byColumn && !isDefault && mode !== 'rows'
        if (ranged && ended(part)) expired.push(expiredOf(part, node, parts))
        else visit(part, covered || ranged)
      }
    }
  }
  const root = nodes.find(({ parent }) => parent === null)
  if (root) visit(root, false)
  return { leaves, expired, foreign, byColumn: nodes.some(({ byColumn }) => byColumn) }
}

const expiredOf = (part: Node, parent: Node, siblings: readonly Node[]): Ended => ({
  schema: part.schema,
  name: part.name,
  parent: { schema: parent.schema, name: parent.name },
  state: part.pending ? 'pending' : 'attached',
  until: upperBound(part.bound) ?? '',
  markedAt: readMark(part.comment)?.at ?? null,
  bytes: part.bytes,
  besideDefault: siblings.some(({ bound }) => bound === 'DEFAULT'),
})

/** The end of a range's first column as text: `FOR VALUES FROM ('...') TO ('2025-02-01 00:00:00+00')`; null where it has none (MAXVALUE, lists). */
export function upperBound(bound: string | null): string | null {
  return /^FOR VALUES FROM .* TO \('((?:[^']|'')*)'/.exec(bound ?? '')?.[1]?.replaceAll("''", "'") ?? null
}

/** The table and everything under it, a partition whose detaching was interrupted too (pg_partition_tree leaves that out). */
export async function readTree(target: PostgresTarget, root: number, column: string): Promise<readonly Node[]> {
  return target.read<Node>(sql`
    with recursive tree as (
      select ${root}::oid as oid, null::oid as parent, false as pending
      union all
      select i.inhrelid, i.inhparent, i.inhdetachpending from pg_inherits i join tree t on i.inhparent = t.oid
    )
    select c.oid::int8 as oid, t.parent::int8 as parent, t.pending, n.nspname as schema, c.relname as name, c.relkind as kind,
      coalesce(p.partstrat = 'r' and a.attname = ${column}, false) as "byColumn", coalesce(p.partnatts, 0)::int as keys,
      case when c.relispartition or t.pending then pg_get_expr(c.relpartbound, c.oid) end as bound,
      obj_description(c.oid, 'pg_class') as comment,
      (select coalesce(sum(pg_total_relation_size(b.relid)), 0)::int8 from pg_partition_tree(c.oid) b) as bytes
    from tree t join pg_class c on c.oid = t.oid join pg_namespace n on n.oid = c.relnamespace
      left join pg_partitioned_table p on p.partrelid = c.oid
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = p.partattrs[0]
    order by pg_get_expr(c.relpartbound, c.oid) nulls first, c.relname`)
}

/** Which partitions end before the limit. A range over several columns may reach into its last value: that one has to be before the limit altogether. */
export async function readEnded(target: PostgresTarget, nodes: readonly Node[], policy: Policy): Promise<(node: Node) => boolean> {
  const parents = new Map(nodes.map((node) => [node.oid, node]))
  const ranged = nodes.filter(
    (node) => node.parent !== null && parents.get(node.parent)?.byColumn === true && upperBound(node.bound) !== null,
  )
  if (ranged.length === 0) return () => false
  const comparisons = ranged.map((node) => {
    const several = parents.get(node.parent!)!.keys > 1
    return `(${node.oid}, ${quoteLiteral(upperBound(node.bound)!)}::${policy.columnType} ${several ? '<' : '<='} ${limitOf(policy).text})`
  })
  const rows = await target.read<{ oid: number; ended: boolean }>({
    text: `select * from (values ${comparisons.join(', ')}) v(oid, ended)`,
    values: [],
  })
  const ended = new Set(rows.filter((row) => row.ended).map(({ oid }) => oid))
  return (node) => ended.has(node.oid)
}

/** Partitions of this table that an earlier run detached and that wait to be dropped. */
export async function readDetached(target: PostgresTarget, table: TableName): Promise<readonly Ended[]> {
  const rows = await target.read<TableName & { comment: string; bytes: number }>(sql`
    select n.nspname as schema, c.relname as name, d.description as comment, pg_total_relation_size(c.oid) as bytes
    from pg_description d join pg_class c on c.oid = d.objoid join pg_namespace n on n.oid = c.relnamespace
    where d.classoid = 'pg_class'::regclass and d.objsubid = 0 and starts_with(d.description, 'upkeep:') and not c.relispartition
      and not exists (select from pg_inherits where inhrelid = c.oid) and c.relkind in ('r', 'p')
    order by 1, 2`)
  return rows.flatMap(({ comment, ...row }) => {
    const mark = readMark(comment)
    if (mark === null || mark.of !== displayName(table)) return []
    return [
      {
        ...row,
        parent: { schema: table.schema, name: table.name },
        state: 'detached',
        until: mark.until,
        markedAt: mark.at,
        besideDefault: false,
      } as const,
    ]
  })
}
