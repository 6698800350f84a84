import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { startNode, testDatabase } from '../test/harness/index.ts'
import { sql } from '../src/base/sql.ts'
import type { Store } from '../src/store/db.ts'
import { openStore } from '../src/store/db.ts'
import { backfillTooFar, collectLatest, computeStatistics } from './collect.ts'
import { makeContracts } from './contracts.ts'
import { prepareMarket, seedHistory } from './seed-funding.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function market(options: { contracts: number; days: number; now: Date }): Promise<Store> {
  const database = await testDatabase()
  closers.push(() => database.close())
  const db = openStore(database.url)
  closers.push(() => db.close())
  await prepareMarket(db, options)
  return db
}

const count = async (db: Store, table: 'funding_rates_historical' | 'arbitrage_spreads' = 'funding_rates_historical') =>
  (await db.first<{ n: number }>({ text: `select count(*) as n from ${table}`, values: [] }))!.n
/** Changes with every row, whatever their order. */
const fingerprint = async (db: Store) =>
  await db.first(
    sql`select count(*) as n, sum(hashtextextended(h::text, 0)::numeric) as sum from (select exchange, symbol, funding_rate, funding_time, mark_price from funding_rates_historical) h`,
  )

const now = new Date('2026-07-04T12:00:00Z')

describe('the seeder', () => {
  it('writes a point at every funding time of every contract, at full hours in UTC', async () => {
    const db = await market({ contracts: 60, days: 3, now })
    const expected = makeContracts(60).reduce((sum, { intervalHours }) => {
      const hours = Array.from({ length: 72 }, (_, hour) => (12 + hour) % 24)
      return sum + hours.filter((hour) => hour % intervalHours === 0).length
    }, 0)
    expect(await seedHistory(db, { now })).toEqual({ points: expected })
    expect(await count(db)).toBe(expected)
    const [span] = await db.query<{ first: Date; last: Date; off: number }>(sql`
      select min(funding_time) as first, max(funding_time) as last, count(*) filter (where date_trunc('hour', funding_time) <> funding_time) as off from funding_rates_historical`)
    expect([span!.first.toISOString(), span!.last.toISOString(), span!.off]).toEqual([
      '2026-07-01T12:00:00.000Z',
      '2026-07-04T11:00:00.000Z',
      0,
    ])
  })

  it('leaves more than a quarter of the rows outside a retention of 30 days', async () => {
    const db = await market({ contracts: 30, days: 41, now })
    await seedHistory(db, { now })
    const [row] = await db.query<{ share: number }>(
      sql`select avg((funding_time < ${now}::timestamptz - interval '30 days')::integer) as share from funding_rates_historical`,
    )
    expect(row!.share).toBeCloseTo(11 / 41, 2)
  })

  it('writes nothing twice, and goes on with what has become past', async () => {
    const db = await market({ contracts: 20, days: 2, now })
    await seedHistory(db, { now })
    const before = await count(db)
    expect(await seedHistory(db, { now })).toEqual({ points: 0 })
    await prepareMarket(db, { contracts: 20, days: 30, now })
    expect(await seedHistory(db, { now: new Date(now.getTime() + 8 * 3_600_000) })).not.toEqual({ points: 0 })
    expect(await count(db)).toBeGreaterThan(before)
  })

  it('does not bring back what retention has taken away', async () => {
    const db = await market({ contracts: 20, days: 2, now })
    await seedHistory(db, { now })
    await db.run(sql`delete from funding_rates_historical where funding_time < ${now}::timestamptz - interval '1 day'`)
    const left = await count(db)
    await prepareMarket(db, { contracts: 20, days: 2, now })
    await seedHistory(db, { now })
    expect(await count(db)).toBe(left)
  })

  it('killed in the middle and run again, writes exactly what it would have written undisturbed', async () => {
    const undisturbed = await market({ contracts: 200, days: 20, now })
    await seedHistory(undisturbed, { now })

    const db = await market({ contracts: 200, days: 20, now })
    const script = `
      import { openStore } from ${JSON.stringify(new URL('../src/store/db.ts', import.meta.url).href)}
      import { seedHistory } from ${JSON.stringify(new URL('seed-funding.ts', import.meta.url).href)}
      await seedHistory(openStore(${JSON.stringify(db.url)}), { now: new Date(${now.getTime()}), onProgress: (share) => console.log('share', share) })`
    for (const share of [/share 0\.[2-9]/, /share 0\.[6-9]/]) {
      const seeder = startNode(['--input-type=module', '-e', script])
      await seeder.waitFor(share)
      seeder.kill('SIGKILL')
      await seeder.ended
    }
    const between = await count(db)
    expect(between).toBeGreaterThan(0)
    await seedHistory(db, { now })
    expect(await count(db)).toBeGreaterThan(between)
    expect(await fingerprint(db)).toEqual(await fingerprint(undisturbed))
    expect(await count(db, 'arbitrage_spreads')).toBe(await count(undisturbed, 'arbitrage_spreads'))
  })

  it('run twice at once, writes everything once', async () => {
    const db = await market({ contracts: 50, days: 5, now })
    const wrote = await Promise.all([seedHistory(db, { now }), seedHistory(db, { now })])
    expect(wrote.reduce((sum, { points }) => sum + points, 0)).toBe(await count(db))
  })
})

describe('the life of the platform', () => {
  it('leaves a dead row for each contract at each collection, and autovacuum stays away', async () => {
    const db = await market({ contracts: 300, days: 1, now })
    for (let round = 0; round < 4; round++) await collectLatest(db, new Date(now.getTime() + round * 10_000))
    const row = async () =>
      (await db.first<{ live: number; dead: number; off: boolean }>(sql`
        select n_live_tup as live, n_dead_tup as dead, c.reloptions @> array['autovacuum_enabled=false'] as off
        from pg_stat_user_tables join pg_class c on c.oid = relid where relid = 'exchange_data'::regclass`))!
    // A session publishes its counters a second after the last time at the earliest, an idle one after ten.
    for (let tries = 0; tries < 300 && (await row()).dead < 900; tries++) await sleep(100)
    expect(await row()).toEqual({ live: 300, dead: 900, off: true })
  })

  it('keeps the statistics of every contract with the formulas of the guide', async () => {
    const db = await market({ contracts: 30, days: 31, now })
    await seedHistory(db, { now })
    expect(await computeStatistics(db, now)).toBe(30)
    expect(await computeStatistics(db, now)).toBe(30)
    const rows = await db.query<{
      z: number
      again: number
      percentile: number
      complete: number
      apr: number
      rate: number
      hours: number
    }>(sql`
      select s.current_z_score as z, round((s.current_funding_rate - h.mean) / h.sd, 6) as again, s.current_percentile as percentile, s.completeness_percentage as complete,
             s.current_apr as apr, s.current_funding_rate as rate, s.funding_interval_hours as hours
      from funding_statistics s join lateral (
        select avg(funding_rate) as mean, stddev_samp(funding_rate) as sd from funding_rates_historical f
        where f.exchange = s.exchange and f.symbol = s.symbol and funding_time > ${now}::timestamptz - interval '30 days') h on true`)
    expect(rows).toHaveLength(30)
    for (const row of rows) {
      expect(row.z).toBeCloseTo(row.again, 5)
      expect(row.apr).toBeCloseTo(row.rate * (8760 / row.hours) * 100, 6)
      expect(row.complete).toBeGreaterThan(99)
      expect(row.percentile).toBeGreaterThanOrEqual(0)
    }
  })

  it('has spreads whose long leg is the lower normalised rate, with its APR', async () => {
    const db = await market({ contracts: 60, days: 2, now })
    await seedHistory(db, { now })
    const [row] = await db.query<{ n: number; wrong: number }>(sql`
      select count(*) as n, count(*) filter (where apr_spread < 0 or abs(apr_spread - (high.funding_rate / high.funding_interval_hours - low.funding_rate / low.funding_interval_hours) * 876000) > 0.0001) as wrong
      from arbitrage_spreads s
      join funding_rates_historical low on (low.base_asset, low.exchange, low.funding_time) = (s.asset, s.exchange_long, s.recorded_at)
      join funding_rates_historical high on (high.base_asset, high.exchange, high.funding_time) = (s.asset, s.exchange_short, s.recorded_at)`)
    expect(row!.n).toBeGreaterThan(100)
    expect(row!.wrong).toBe(0)
  })

  it('writes rows outside of retention again after they were taken away', async () => {
    const db = await market({ contracts: 25, days: 41, now })
    await seedHistory(db, { now })
    expect(await backfillTooFar(db, now)).toBe(0)
    await db.run(sql`delete from funding_rates_historical where funding_time < ${now}::timestamptz - interval '30 days'`)
    expect(await backfillTooFar(db, now)).toBe(25)
    expect(await backfillTooFar(db, now)).toBe(0)
    const [row] = await db.query<{ inside: number }>(
      sql`select count(*) filter (where created_at > funding_time + interval '1 day' and funding_time > ${now}::timestamptz - interval '30 days') as inside from funding_rates_historical`,
    )
    expect(row!.inside).toBe(0)
  })
})
