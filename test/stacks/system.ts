import { valueIn } from '../conformance/sqlite-world.ts'
import type { StackWorld, WorldOptions } from './world.ts'

/** Reads one value with its own eyes. */
export type Look = (world: StackWorld) => Promise<unknown>

/** What the first run of a task does. The second must do nothing. */
export type Expected = {
  /** Keys of its steps, in their order; left out: it only looks. */
  readonly steps?: readonly string[]
  /** Fingerprints of what it finds and no step cures. What the machine of the test brings (its load) is left out. */
  readonly findings?: readonly string[]
  /** Trouble: a number above zero before the run, and zero after. */
  readonly goes?: Look
  /** What nobody may touch: the same before and after. */
  readonly stays?: Look
  /** A person answers it, and is shown these tasks. */
  readonly signed?: true
}

export type System = WorldOptions & { readonly tasks: Readonly<Record<string, Expected>> }

export const inDatabase =
  (text: string): Look =>
  async ({ db }) => {
    const row = await db.first<Record<string, unknown>>({ text, values: [] })
    return Object.values(row!)[0]
  }

export const inFile =
  (name: string, text: string): Look =>
  async ({ folder }) =>
    valueIn(`${folder}/${name}`, text)

/** Every row and every value of a query's result in one text. */
export const contentOf = (rows: string): Look =>
  inDatabase(`select count(*) || ' rows, ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) from (${rows}) t`)

/** A retention: rows before midnight UTC so many days ago are archived and deleted, and not a row more. The dead ones are vacuumed away. */
export function retention(table: string, column: string, days: number): Expected {
  const cutoff = `date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '${days} days'`
  return {
    steps: [`archive:public.${table}`, `delete:public.${table}`, `vacuum:public.${table}`],
    goes: inDatabase(`select count(*)::int from ${table} where ${column} < ${cutoff}`),
    stays: contentOf(`select * from ${table} where ${column} >= ${cutoff}`),
  }
}

/** Tables over the threshold of autovacuum, as PostgreSQL's documentation has it. */
export const tablesFullOfDeadRows = inDatabase(
  `select count(*)::int from pg_stat_user_tables s join pg_class c on c.oid = s.relid where s.n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0)`,
)

/** The role of the test has a password that never expires. */
export const access: Expected = { findings: ['no-expiry'] }
/** Nobody but the guide removes the dead rows of these systems, and that is found. */
export const settings: Expected = { findings: ['setting:autovacuum_enabled'] }
/** A task that finds nothing wrong on a server that is well. */
export const looksOnly: Expected = {}
export const signed: Expected = { signed: true }
