import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/harness/index.ts'
import type { TestDatabase } from '../../../../test/harness/index.ts'
import { newId } from '../../../base/id.ts'
import { sql } from '../../../base/sql.ts'
import { createLogger } from '../../../base/logger.ts'
import postgres from '../../../targets/postgres/index.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { ApplyContext } from '../../contract.ts'
import { optionsFor } from './assess.ts'
import { careForTable } from './care.ts'
import type { CareArgs } from './care.ts'
import { readHorizon } from './horizon.ts'
import { careFor, careStep } from './needs.ts'
import { vacuumParams } from './params.ts'
import { readTableCare, readThresholds } from './table-care.ts'

const log = createLogger({ level: 'silent' })
let database: TestDatabase
let target: PostgresTarget
let other: pg.Client
beforeAll(async () => {
  database = await testDatabase()
  other = new pg.Client({ connectionString: database.url, application_name: 'the other one' })
  await other.connect()
  const opening = { mode: 'apply', run: { id: newId(), fence: 1 }, signal: new AbortController().signal, log } as const
  target = await postgres.open(postgres.config.parse({ url: database.url }), opening)
})
afterAll(async () => {
  await target.close()
  await other.end()
  await database.close()
})

const measured: Record<string, number> = {}
const ctx = {
  checkpoint: async () => {},
  progress: () => {},
  measure: (name: string, value: number) => void (measured[name] = value),
  now: () => new Date(),
  signal: new AbortController().signal,
  log,
} as unknown as ApplyContext

const args = (name: string) => ({
  schema: 'public',
  name,
  vacuum: `VACUUM (SKIP_LOCKED) public.${name}`,
  analyze: `ANALYZE public.${name}`,
})
const care = (name: string) => careForTable(target, args(name), vacuumParams.parse({ 'lock-tries': 2 }), ctx)
const lastVacuum = async (name: string): Promise<unknown> => {
  const { rows } = await other.query<{ at: unknown }>('select pg_stat_get_last_vacuum_time($1::regclass) as at', [name])
  return rows[0]!.at
}

describe('care for one table', () => {
  it('vacuums and analyzes it, and says what that changed', async () => {
    await other.query('create table plain (id int) with (autovacuum_enabled = false)')
    await other.query('insert into plain select generate_series(1, 1000)')
    await other.query('delete from plain where id > 100')
    const outcome = await care('plain')
    expect(outcome).toMatchObject({ vacuumed: true, analyzed: true, horizon: null, after: { deadRows: 0, changedRows: 0 } })
    expect(outcome.summary).toMatch(/^public\.plain vacuumed: \d+ dead rows before, 0 after; analyzed, in \d+m?s$/)
    expect(measured).toMatchObject({ 'dead rows after': 0 })
    expect(await lastVacuum('plain')).not.toBeNull()
  })

  it('reports a table that another session keeps locked as not done, with its name, and waits for nobody', async () => {
    await other.query('create table busy (id int)')
    await other.query('begin; lock table busy in share update exclusive mode')
    const started = performance.now()
    const outcome = await care('busy')
    expect(performance.now() - started).toBeLessThan(20_000)
    await other.query('rollback')
    expect(outcome).toMatchObject({ vacuumed: false, analyzed: false, after: null })
    expect(outcome.summary).toMatch(/^public\.busy was not done: locked in 2 tries by pid \d+ \(the other one, user /)
    expect(await lastVacuum('busy')).toBeNull()
  })

  it('freezes a table whose rows were not frozen for long, so that it is not due any more', async () => {
    await other.query(
      'create table old (id int) with (autovacuum_enabled = false, autovacuum_freeze_max_age = 100000); insert into old values (1)',
    )
    await other.query(`create temp table spent (id int)`)
    // Each subtransaction that writes takes a transaction id.
    await other.query(`do $$ begin for i in 1..91000 loop
      begin insert into spent values (i); exception when division_by_zero then null; end; end loop; end $$`)
    const inspected = async () => {
      const [seen] = await readTableCare(target, sql`c.relname = 'old'`)
      const { thresholds } = await readThresholds(target)
      return careFor({ ...seen!, vacuumedAtHorizon: null, afterCare: null }, { thresholds, horizon: await readHorizon(target) })
    }
    const due = await inspected()
    expect(due.due.vacuum).toMatchObject([{ reason: 'transactions since it was frozen', limit: 90_000 }])
    const { args: planned, preview } = careStep(due, optionsFor(vacuumParams.parse({}), false), target.server.major)
    expect(preview.statement).toBe('VACUUM (SKIP_LOCKED, FREEZE, TRUNCATE false) "public"."old"')
    await careForTable(target, planned as CareArgs, vacuumParams.parse({}), ctx)
    expect((await inspected()).state).toBe('fine')
  })

  it('takes a table that was dropped meanwhile as cared for', async () => {
    expect(await care('nowhere')).toMatchObject({ summary: 'public.nowhere is gone: somebody dropped it', vacuumed: false })
  })

  it('says how far back dead rows were kept when it began', async () => {
    await other.query('create table kept (id int)')
    await other.query('begin isolation level repeatable read; select 1')
    const { rows } = await other.query<{ xmin: string }>(
      'select backend_xmin::text as xmin from pg_stat_activity where pid = pg_backend_pid()',
    )
    const outcome = await care('kept')
    await other.query('rollback')
    expect(outcome.horizon).toBe(rows[0]!.xmin)
  })
})
