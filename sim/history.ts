import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from '../src/base/sql.ts'
import type { Db } from '../src/store/db.ts'
import { createFundingTables } from './funding-schema.ts'
import { readCsvHistory } from './history-csv.ts'
import { readParquetHistory } from './history-parquet.ts'
import { intervalsOf } from './intervals.ts'
import { contractOf } from './venues.ts'

/** One funding rate of a history file. */
export type HistoryPoint = {
  readonly venue: string
  readonly baseAsset: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** As decimal text: it never goes through a float here. */
  readonly rate: string
  readonly price: string | null
}

const batchSize = 5_000

/**
 * Loads real funding history into the platform's tables: every `*-funding.parquet` (with the prices of `*-candles.parquet`) and every `*.csv.gz` of a folder. The
 * interval is worked out and stored with each point. Loading again changes nothing. Returns how many points the files hold and how many were new.
 */
export async function loadHistory(db: Db, folder: string): Promise<{ readonly points: number; readonly inserted: number }> {
  await createFundingTables(db)
  const names = (await readdir(folder)).toSorted()
  const sources = names.flatMap((name) => {
    if (name.endsWith('-funding.parquet')) {
      const candles = name.replace(/-funding\.parquet$/, '-candles.parquet')
      return [readParquetHistory(join(folder, name), names.includes(candles) ? join(folder, candles) : null)]
    }
    return name.endsWith('.csv.gz') ? [readCsvHistory(join(folder, name))] : []
  })
  if (sources.length === 0) throw new Error(`${folder} has neither *-funding.parquet nor *.csv.gz`)
  let points = 0
  let inserted = 0
  for (const source of sources) {
    for (const series of (await gatherSeries(source)).values()) {
      points += series.length
      inserted += await insertSeries(db, series)
    }
  }
  return { points, inserted }
}

/** The points of each contract, in the order of time. */
async function gatherSeries(source: AsyncIterable<HistoryPoint>): Promise<ReadonlyMap<string, readonly HistoryPoint[]>> {
  const series = new Map<string, HistoryPoint[]>()
  for await (const point of source) {
    const key = `${point.venue} ${point.baseAsset}`
    const known = series.get(key)
    if (known) known.push(point)
    else series.set(key, [point])
  }
  for (const points of series.values()) points.sort((a, b) => a.at - b.at)
  return series
}

async function insertSeries(db: Db, points: readonly HistoryPoint[]): Promise<number> {
  const { venue, baseAsset } = points[0]!
  const { exchange, symbol, quoteAsset } = contractOf(venue, baseAsset)
  const intervals = intervalsOf(points.map(({ at }) => at))
  let inserted = 0
  for (let start = 0; start < points.length; start += batchSize) {
    const batch = points.slice(start, start + batchSize)
    inserted += await db.run(sql`
      insert into funding_rates_historical (exchange, symbol, base_asset, funding_rate, funding_time, mark_price, funding_interval_hours)
      select ${exchange}, ${symbol}, ${baseAsset}, rate, to_timestamp(at / 1000.0), price, hours
      from unnest(${batch.map(({ rate }) => rate)}::numeric[], ${batch.map(({ at }) => at)}::double precision[], ${batch.map(({ price }) => price)}::numeric[],
                  ${intervals.slice(start, start + batchSize)}::integer[]) point (rate, at, price, hours)
      on conflict do nothing`)
  }
  const [first, last, hours] = [points[0]!, points.at(-1)!, intervals.at(-1)!]
  await db.run(sql`
    insert into contract_metadata (exchange, symbol, base_asset, funding_interval_hours, first_seen_at, last_seen_at)
    values (${exchange}, ${symbol}, ${baseAsset}, ${hours}, to_timestamp(${first.at / 1000}), to_timestamp(${last.at / 1000})) on conflict do nothing`)
  await db.run(sql`
    insert into exchange_data (exchange, symbol, base_asset, quote_asset, funding_rate, funding_interval_hours, apr, mark_price, contract_type, market_type, timestamp, last_updated)
    values (${exchange}, ${symbol}, ${baseAsset}, ${quoteAsset}, ${last.rate}::numeric, ${hours}, ${last.rate}::numeric * 876000 / ${hours}::integer, ${last.price}::numeric,
            'perpetual', 'linear', to_timestamp(${last.at / 1000}), to_timestamp(${last.at / 1000}))
    on conflict (exchange, symbol) do update set
      funding_rate = excluded.funding_rate, funding_interval_hours = excluded.funding_interval_hours, apr = excluded.apr, mark_price = excluded.mark_price,
      timestamp = excluded.timestamp, last_updated = excluded.last_updated
    where exchange_data.timestamp < excluded.timestamp`)
  return inserted
}

// By hand: node sim/history.ts FOLDER DATABASE_URL
if (import.meta.main) {
  const [folder, url] = process.argv.slice(2)
  if (!folder || !url) {
    process.stderr.write('usage: node sim/history.ts FOLDER DATABASE_URL\n')
    process.exit(2)
  }
  const { openStore } = await import('../src/store/db.ts')
  const db = openStore(url)
  const { points, inserted } = await loadHistory(db, folder)
  process.stdout.write(`${points} points read, ${inserted} of them new\n`)
  await db.close()
}
