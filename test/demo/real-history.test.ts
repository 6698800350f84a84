import { resolve } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { loadHistory } from '../../sim/history.ts'
import { sql } from '../../src/base/sql.ts'
import type { Store } from '../../src/store/db.ts'
import { awayFromMidnight } from '../harness/index.ts'
import { createPlatform } from './platform.ts'

const history = resolve(import.meta.dirname, '../../../shared/fixtures/history')
const count = async (db: Store) => (await db.first<{ n: number }>(sql`select count(*) as n from funding_rates_historical`))!.n

describe('the demo guide over six years of real funding rates', () => {
  beforeEach(() => awayFromMidnight(120_000))

  it('leaves a table alone that got no new rows for so long that nothing would be left', async () => {
    const { db, run, openFindings } = await createPlatform()
    await loadHistory(db, history)
    await db.run(
      sql`update funding_rates_historical set funding_time = funding_time - (select max(funding_time) - (now() - interval '60 days') from funding_rates_historical)`,
    )
    const before = await count(db)
    const ended = await run('history-retention')
    expect([ended.stepsDone, await count(db)]).toEqual([0, before])
    expect(await openFindings('history-retention')).toHaveLength(1)
  })

  it('deletes all but the last 30 days of a platform that is up to date, whatever gaps the history has, then vacuums', async () => {
    const { db, run } = await createPlatform()
    await loadHistory(db, history)
    // The history ends in March 2026: moved, it ends now.
    await db.run(
      sql`update funding_rates_historical set funding_time = funding_time + (select now() - max(funding_time) from funding_rates_historical)`,
    )
    const kept = sql`select count(*) as n, sum(hashtextextended(h::text, 0)::numeric) as sum, count(distinct (exchange, symbol)) as contracts from funding_rates_historical h
                     where funding_time >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '30 days'`
    const before = (await db.first<{ n: number; contracts: number }>(kept))!
    expect(before.n).toBeGreaterThan(5_000)

    const ended = await run('history-retention')
    expect(ended).toMatchObject({ state: 'converged', error: null })
    expect(await count(db)).toBe(before.n)
    expect(await db.first(kept)).toEqual(before)
    expect(await run('history-retention')).toMatchObject({ state: 'converged', stepsDone: 0 })
    expect(await run('vacuum')).toMatchObject({ state: 'converged' })
    expect(await run('database-size')).toMatchObject({ state: 'converged', error: null })
    expect(await run('database-check')).toMatchObject({ error: null })
  })
})
