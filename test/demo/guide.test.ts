import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { collectLatest } from '../../sim/collect.ts'
import { writeLogs } from '../../sim/demo-logs.ts'
import { prepareMarket, seedHistory } from '../../sim/seed-funding.ts'
import { sql } from '../../src/base/sql.ts'
import type { Store } from '../../src/store/db.ts'
import { awayFromMidnight } from '../harness/index.ts'
import { createPlatform, operator } from './platform.ts'

/** Waits until the statistics of a table, which the server publishes with a delay, are as expected. */
async function deadRows(db: Store, table: string, atLeast: number): Promise<number> {
  for (let tries = 0; ; tries++) {
    const [row] = await db.query<{ dead: number }>(sql`select n_dead_tup as dead from pg_stat_user_tables where relname = ${table}`)
    if (row!.dead >= atLeast || tries === 300) return row!.dead
    await sleep(100)
  }
}

describe('the demo guide over the pretend platform', () => {
  beforeEach(() => awayFromMidnight())

  it('removes dead rows that autovacuum was told to leave, and has nothing to do right after', async () => {
    const { db, run } = await createPlatform()
    await prepareMarket(db, { contracts: 500, days: 1 })
    for (let round = 0; round < 4; round++) await collectLatest(db, new Date())
    expect(await deadRows(db, 'exchange_data', 1_500)).toBe(1_500)

    const first = await run('vacuum')
    expect(first).toMatchObject({ state: 'converged', error: null })
    expect(first.steps.map(({ title, state }) => ({ title, state }))).toContainEqual({
      title: expect.stringContaining('exchange_data'),
      state: 'done',
    })
    expect(await deadRows(db, 'exchange_data', 0)).toBe(0)
    expect(await run('vacuum')).toMatchObject({ state: 'converged', stepsDone: 0 })
  })

  it('deletes what is outside of 30 days by itself, and not a row more', async () => {
    const { db, run } = await createPlatform()
    await prepareMarket(db, { contracts: 60, days: 41 })
    await seedHistory(db)
    const kept = sql`select count(*) as n, sum(hashtextextended(h::text, 0)::numeric) as sum from funding_rates_historical h
                     where funding_time >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '30 days'`
    const before = await db.first(kept)
    const ended = await run('history-retention')
    expect(ended).toMatchObject({ state: 'converged', error: null })
    expect(await db.first(kept)).toEqual(before)
    expect(await db.first(sql`select count(*) as n from funding_rates_historical`)).toEqual({ n: (before as { n: number }).n })
    expect(await run('history-retention')).toMatchObject({ state: 'converged', stepsDone: 0 })
  })

  it('asks before it deletes spreads, and deletes them after the yes to this very plan', async () => {
    const { db, app, run, goOn } = await createPlatform()
    await prepareMarket(db, { contracts: 60, days: 41 })
    await seedHistory(db)
    const count = async () => (await db.first<{ n: number }>(sql`select count(*) as n from arbitrage_spreads`))!.n
    const before = await count()

    const asked = await run('spread-retention')
    expect(asked).toMatchObject({ state: 'waiting', waitingFor: 'approval' })
    expect(await count()).toBe(before)
    await app.useCases.approve(operator, asked.id, asked.plan!.hash)
    expect(await goOn(asked.id)).toMatchObject({ state: 'converged' })
    expect(await count()).toBeLessThan(before)
    expect(await db.query(sql`select 1 from arbitrage_spreads where recorded_at < now() - interval '31 days'`)).toEqual([])
  })

  it('finds the slow and the stale moments of the API, one finding each, and sees them pass', async () => {
    const { db, moments, run, openFindings } = await createPlatform()
    await prepareMarket(db, { contracts: 13, days: 1 })
    await collectLatest(db, new Date())
    await run('api-health')
    expect(await openFindings('api-health')).toEqual([])

    moments.hold('slow')
    await run('api-health')
    await run('api-health')
    expect(await openFindings('api-health')).toMatchObject([{ fingerprint: 'slow', timesSeen: 2 }])
    moments.hold('well')
    await db.run(sql`update exchange_data set last_updated = now() - interval '5 minutes'`)
    await run('api-health')
    expect(await openFindings('api-health')).toMatchObject([{ fingerprint: 'stale:last_updated' }])
    await collectLatest(db, new Date())
    await run('api-health')
    expect(await openFindings('api-health')).toEqual([])
  })

  it('finds the log folder too large, deletes the old logs and sees that it has room again', async () => {
    const { db, logFolder, run, openFindings } = await createPlatform()
    await prepareMarket(db, { contracts: 13, days: 1 })
    await writeLogs(logFolder, new Date())
    await writeFile(join(logFolder, 'not-a-log.txt'), 'stays')
    const folderFindings = async () =>
      (await openFindings('host')).map(({ fingerprint }) => fingerprint).filter((fingerprint) => fingerprint.startsWith('folder:'))
    await run('host')
    expect(await folderFindings()).toEqual(['folder:collector-logs:size'])
    expect(await run('old-logs')).toMatchObject({ state: 'converged', stepsDone: 1 })
    expect(await readdir(logFolder)).toContain('not-a-log.txt')
    await run('host')
    expect(await folderFindings()).toEqual([])
    expect(await run('old-logs')).toMatchObject({ state: 'converged', stepsDone: 0 })
  })

  it('lays the facts before a person, and keeps the answer', async () => {
    const { db, app, run, goOn } = await createPlatform()
    await prepareMarket(db, { contracts: 13, days: 1 })
    await run('database-size')
    const asked = await run('costs')
    expect(asked).toMatchObject({ state: 'waiting', waitingFor: 'sign-off' })
    const labels = asked.before!.facts.map(({ label }) => label)
    expect(labels).toContain('Size and growth of the database')
    expect(labels).toContain('To look at, 1')
    await app.useCases.sign(operator, asked.id, 'nothing to shrink')
    expect(await goOn(asked.id)).toMatchObject({ state: 'converged', signOff: { by: 'tester', note: 'nothing to shrink' } })
  })

  it('looks at the whole platform without a failure', async () => {
    const { db, run } = await createPlatform()
    await prepareMarket(db, { contracts: 60, days: 3 })
    await seedHistory(db)
    for (const task of ['database-check', 'database-size', 'host', 'give-back-space', 'documentation']) {
      const ended = await run(task)
      expect([task, ended.error]).toEqual([task, null])
      expect(['converged', 'waiting']).toContain(ended.state)
    }
  })
})
