import type * as DuckDb from '@duckdb/node-api'
import type { HistoryPoint } from './history.ts'

/**
 * Reads a Parquet file of funding rates (timestamp, venue, coin, funding_rate) with the closing price of the hour before from a file of candles, where it
 * has one. Rates are rounded to ten decimals, as the platform stores them.
 */
export async function* readParquetHistory(fundingFile: string, candleFile: string | null): AsyncGenerator<HistoryPoint> {
  const { DuckDBInstance } = await loadDuckDb()
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const price = candleFile === null ? 'null' : 'cast(c as decimal(30, 10))::varchar'
    const candles =
      candleFile === null
        ? ''
        : `left join (select venue, coin, timestamp + interval 1 hour as hour, c from read_parquet($candles)) candle
           on candle.venue = f.venue and candle.coin = f.coin and candle.hour = date_trunc('hour', f.timestamp)`
    const result = await connection.stream(
      `select f.venue, f.coin, epoch_ms(f.timestamp)::double, cast(funding_rate as decimal(20, 10))::varchar, ${price} from read_parquet($funding) f ${candles}`,
      { funding: fundingFile, ...(candleFile === null ? {} : { candles: candleFile }) },
    )
    for await (const rows of result.yieldRows()) {
      for (const row of rows) {
        const [venue, baseAsset, at, rate, close] = row as [string, string, number, string, string | null]
        yield { venue, baseAsset, at, rate, price: close }
      }
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function loadDuckDb(): Promise<typeof DuckDb> {
  try {
    return await import('@duckdb/node-api')
  } catch (error) {
    throw new Error(
      'reading Parquet takes DuckDB, which is not installed here\nHINT: it is an optional dependency: npm install --include=optional.',
      { cause: error },
    )
  }
}
