import { sql } from '../src/base/sql.ts'
import type { Db } from '../src/store/db.ts'
import { makeContracts, wholeMarket } from './contracts.ts'
import type { Contract } from './contracts.ts'
import { createSimTables } from './funding-schema.ts'
import { marketFunctions, writeHistory } from './write-history.ts'

export type SeedOptions = {
  /** Defaults to the whole market of 2,275. */
  readonly contracts?: number
  /** How far back the history goes. Defaults to 41 days: with a retention of 30 days, 27 % of the rows are due to go. */
  readonly days?: number
  /** Every contract pays each hour: 54,600 points a day instead of 19,600, as large as the benchmark needs. Defaults to false. */
  readonly hourly?: boolean
  readonly now?: Date
  readonly signal?: AbortSignal
  /** Told after each chunk: the share that is written, from 0 to 1. */
  readonly onProgress?: (share: number) => void
}

const dayMs = 86_400_000

/** Makes tables and market; quick, and safe to repeat. The data platform can be looked at from here on. */
export async function prepareMarket(
  db: Db,
  { contracts = wholeMarket, days = 41, hourly = false, now = new Date() }: SeedOptions = {},
): Promise<void> {
  await createSimTables(db)
  await db.run({ text: marketFunctions, values: [] })
  await db.tx(async (tx) => {
    await putContracts(tx, makeContracts(contracts), hourly)
    const firstHour = new Date(Math.floor((now.getTime() - days * dayMs) / 3_600_000) * 3_600_000)
    await tx.run(sql`insert into sim.seed (written_through) values (${firstHour}) on conflict do nothing`)
  })
}

/**
 * Writes the pretend past up to now, a day at a time, and after that whatever has become past since. Promises: each chunk and the note of how far
 * it went are one transaction, so that killed at any moment and called again it goes on where it stopped, never writes a span twice, and never
 * brings back what retention has taken away. Two at once take turns.
 */
export async function seedHistory(
  db: Db,
  { now = new Date(), signal, onProgress }: SeedOptions = {},
): Promise<{ readonly points: number }> {
  let points = 0
  let start: number | null = null
  for (;;) {
    signal?.throwIfAborted()
    const { wrote, from, to } = await db.tx((tx) => writeNext(tx, now))
    start ??= from.getTime()
    points += wrote
    if (to >= now) return { points }
    onProgress?.((to.getTime() - start) / (now.getTime() - start))
  }
}

async function writeNext(db: Db, now: Date): Promise<{ wrote: number; from: Date; to: Date }> {
  const row = await db.first<{ written_through: Date }>(sql`select written_through from sim.seed for update`)
  if (!row) throw new Error('there is no market to write the history of: prepareMarket comes first')
  const from = row.written_through
  const to = new Date(Math.min(from.getTime() + dayMs, now.getTime()))
  const wrote = await writeHistory(db, from, to)
  if (to > from) await db.run(sql`update sim.seed set written_through = ${to}`)
  return { wrote, from, to }
}

async function putContracts(db: Db, contracts: readonly Contract[], hourly: boolean): Promise<void> {
  const column = <Key extends keyof Contract>(key: Key): Contract[Key][] => contracts.map((contract) => contract[key])
  await db.run(sql`
    insert into sim.contract (exchange, symbol, base_asset, quote_asset, interval_hours, price, own_phase, asset_phase)
    select exchange, symbol, base, quote, case when ${hourly}::boolean then 1 else hours end, price,
           (hashtextextended(exchange || ' ' || symbol, 13) & 65535) / 65535.0, (hashtextextended(base, 13) & 65535) / 65535.0
    from unnest(${column('exchange')}::text[], ${column('symbol')}::text[], ${column('baseAsset')}::text[], ${column('quoteAsset')}::text[],
                ${column('intervalHours')}::integer[], ${column('price')}::double precision[]) c (exchange, symbol, base, quote, hours, price)
    on conflict do nothing`)
  await db.run(sql`
    insert into contract_metadata (exchange, symbol, base_asset, funding_interval_hours, data_quality_score)
    select exchange, symbol, base_asset, interval_hours, 100 from sim.contract on conflict do nothing`)
}
