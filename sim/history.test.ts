import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../test/harness/index.ts'
import type { TestDatabase } from '../test/harness/index.ts'
import { sql } from '../src/base/sql.ts'
import type { Store } from '../src/store/db.ts'
import { openStore } from '../src/store/db.ts'
import { loadHistory } from './history.ts'
import { intervalsOf } from './intervals.ts'

const folder = resolve(import.meta.dirname, '../../shared/fixtures/history')
let database: TestDatabase
let db: Store
beforeAll(async () => {
  database = await testDatabase()
  db = openStore(database.url, { statementTimeoutMs: 60_000 })
})
afterAll(async () => {
  await db.close()
  await database.close()
})

describe('the real history', () => {
  it('is loaded whole: 115,218 rates of seven venues and 78,664 of the older files, each once', async () => {
    expect(await loadHistory(db, folder)).toEqual({ points: 115_218 + 78_664, inserted: 115_218 + 78_664 })
  })

  it('is loaded again without a change', async () => {
    expect(await loadHistory(db, folder)).toMatchObject({ inserted: 0 })
  })

  it('has the interval of each contract with its points, one and the same through all the gaps', async () => {
    const rows = await db.query<{ contract: string; hours: number[] }>(sql`
      select exchange || ' ' || symbol as contract, array_agg(distinct funding_interval_hours) as hours from funding_rates_historical group by exchange, symbol`)
    expect(rows.filter(({ hours }) => hours.length !== 1)).toEqual([])
    const hours = Object.fromEntries(rows.map(({ contract, hours }) => [contract, hours[0]]))
    expect(hours).toMatchObject({
      'Hyperliquid BTC': 1,
      'Kraken PF_XBTUSD': 1,
      'Lighter HYPE': 1,
      'dYdX BTC-USD': 1,
      'Binance BTCUSDT': 8,
      'Binance HYPEUSDT': 4,
      'OKX HYPE-USDT-SWAP': 4,
      'Gate BTC_USDT': 8,
    })
  })

  it('is in UTC: the centralised exchanges pay at 0, 8 and 16 o’clock, KuCoin at 4, 12 and 20', async () => {
    const rows = await db.query<{ exchange: string; hours: number[] }>(sql`
      select exchange, array_agg(distinct extract(hour from funding_time at time zone 'UTC')::integer) as hours
      from funding_rates_historical where funding_time < '2023-01-01' and exchange in ('Binance', 'Bybit', 'MEXC', 'Gate', 'KuCoin') group by exchange order by exchange`)
    expect(Object.fromEntries(rows.map(({ exchange, hours }) => [exchange, hours]))).toEqual({
      Binance: [0, 8, 16],
      Bybit: [0, 8, 16],
      Gate: [0, 8, 16],
      KuCoin: [4, 12, 20],
      MEXC: [0, 8, 16],
    })
  })

  it('carries prices where the candles have them, and rates as the files say', async () => {
    const [row] = await db.query<{ rate: string; price: string }>(sql`
      select funding_rate::text as rate, mark_price::text as price from funding_rates_historical
      where exchange = 'Hyperliquid' and symbol = 'DOGE' and funding_time = '2025-03-08 09:00:00+00'`)
    expect(row!.rate).toBe('0.0000060784')
    expect(Number(row!.price)).toBeGreaterThan(0.1)
    const [old] = await db.query<{ rate: string }>(sql`
      select funding_rate::text as rate from funding_rates_historical where exchange = 'Binance' and symbol = 'BTCUSDT' and funding_time = '2020-01-01 00:00:00+00'`)
    expect(old!.rate).toBe('-0.0001235900')
  })

  it('leaves the latest value of each contract', async () => {
    const [row] = await db.query<{ n: number; latest: Date }>(sql`select count(*) as n, max(last_updated) as latest from exchange_data`)
    expect(row!.latest.toISOString()).toMatch(/^2026-03-07T08/)
    expect(row!.n).toBe((await db.query(sql`select 1 from contract_metadata`)).length)
  })
})

describe('a history file that is not right', () => {
  let wrong: string
  beforeAll(async () => {
    wrong = await mkdtemp(join(tmpdir(), 'upkeep-history-'))
  })
  afterAll(() => rm(wrong, { recursive: true }))

  it('is named with its line', async () => {
    await expect(loadHistory(db, wrong)).rejects.toThrow('has neither *-funding.parquet nor *.csv.gz')
    const file = join(wrong, 'btc-usdt_binance.csv.gz')
    await writeFile(file, gzipSync('Symbol,Date,Funding Rate\nBTC-USDT,2020-01-01 03:00:00,0.1\nBTC-USDT,yesterday,0.1\n'))
    await expect(loadHistory(db, wrong)).rejects.toThrow(`${file}:3: expected Symbol,Date,Funding Rate, found "BTC-USDT,yesterday,0.1"`)
  })
})

describe('the interval of a point', () => {
  const hours = (...at: number[]) => at.map((hour) => hour * 3_600_000)

  it('is the usual gap around it, whatever is missing', () => {
    expect(intervalsOf(hours(0, 4, 8, 16, 20, 24))).toEqual([4, 4, 4, 4, 4, 4])
  })

  it('changes where the gaps change', () => {
    const change = [...Array.from({ length: 40 }, (_, index) => index * 8), ...Array.from({ length: 40 }, (_, index) => 320 + index * 4)]
    const found = intervalsOf(hours(...change))
    expect([found[20], found[60]]).toEqual([8, 4])
    expect(found.filter((value, index) => index > 0 && value !== found[index - 1])).toHaveLength(1)
  })

  it('bears stamps that are some milliseconds late', () => {
    expect(intervalsOf([1, 3_600_013, 7_199_999])).toEqual([1, 1, 1])
  })

  it('is the longest when the series tells nothing', () => {
    expect(intervalsOf([5])).toEqual([8])
    expect(intervalsOf([])).toEqual([])
  })
})
