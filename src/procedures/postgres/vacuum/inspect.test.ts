import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/harness/index.ts'
import type { TestDatabase } from '../../../../test/harness/index.ts'
import { newId } from '../../../base/id.ts'
import { createLogger } from '../../../base/logger.ts'
import postgres from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import { inspectVacuum } from './inspect.ts'
import { vacuumParams } from './params.ts'

const log = createLogger({ level: 'silent' })
const signal = new AbortController().signal
let database: TestDatabase
let admin: pg.Client
beforeAll(async () => {
  database = await testDatabase()
  admin = new pg.Client({ connectionString: database.url, application_name: 'admin' })
  await admin.connect()
  await admin.query(`
    create table ticks (at date) partition by range (at);
    create table ticks_1 partition of ticks for values from ('2025-01-01') to ('2025-02-01');
    create table ticks_2 partition of ticks for values from ('2025-02-01') to ('2025-03-01');
    create schema side; create table side.notes (note text) with (autovacuum_vacuum_threshold = 7, toast.autovacuum_vacuum_scale_factor = 0.5);
    create materialized view side.summary as select count(*) from ticks`)
})
afterAll(async () => {
  await admin.end()
  await database.close()
})

async function look(params: object = {}, more: { ctx?: object; config?: object; url?: string } = {}) {
  const opening = { mode: 'inspect', run: { id: newId(), fence: 1 }, signal, log } as const
  const target = await postgres.open(postgres.config.parse({ url: more.url ?? database.url, ...more.config }), opening)
  try {
    return await inspectVacuum(target, vacuumParams.parse(params), {
      previous: null,
      record: () => null,
      signal,
      log,
      ...more.ctx,
    } as unknown as InspectContext)
  } finally {
    await target.close()
  }
}
const names = (seen: Awaited<ReturnType<typeof look>>) => seen.tables.map(displayName).toSorted()

it('looks at every table and materialised view, with their storage parameters', async () => {
  const seen = await look()
  expect(names(seen)).toEqual(['public.ticks_1', 'public.ticks_2', 'side.notes', 'side.summary'])
  expect(seen.tables.find(({ name }) => name === 'notes')).toMatchObject({
    own: { vacuumThreshold: 7 },
    toast: { own: { vacuumScaleFactor: 0.5 } },
    permitted: true,
  })
})

it('takes a partitioned table for its partitions, and says which name no table has', async () => {
  const seen = await look({ tables: ['ticks', 'side.n*', 'tick'] })
  expect(names(seen)).toEqual(['public.ticks_1', 'public.ticks_2', 'side.notes'])
  expect(seen.unmatched).toEqual(['tick'])
})

it('keeps to the schemas that the target names', async () => {
  expect(names(await look({}, { config: { schemas: ['side'] } }))).toEqual(['side.notes', 'side.summary'])
})

it('names who keeps dead rows, and no one of another database', async () => {
  const holder = new pg.Client({ connectionString: database.url, application_name: 'report' })
  await holder.connect()
  await holder.query('begin isolation level repeatable read; select 1')
  const elsewhere = await testDatabase()
  const stranger = new pg.Client({ connectionString: elsewhere.url, application_name: 'stranger' })
  await stranger.connect()
  await stranger.query('begin isolation level repeatable read; select 1')
  const { horizon } = await look()
  expect(horizon).toMatchObject({
    seesAll: true,
    holders: [{ kind: 'session', name: expect.stringMatching(/^report of /) as string, state: 'idle in transaction' }],
  })
  await holder.end()
  await stranger.end()
  await elsewhere.close()
})

it('remembers at which horizon a table was vacuumed, by the record of this run, else by what an earlier one saw', async () => {
  const after = { deadRows: 1, toastDeadRows: 0, insertedRows: 0, changedRows: 0 }
  const record = (key: string) =>
    key === 'vacuum:side.notes' ? { key, endedAt: '', outcome: { summary: '', vacuumed: true, horizon: '77', after } } : null
  const previous = { tables: [{ schema: 'public', name: 'ticks_1', vacuumedAtHorizon: '55' }] }
  const seen = await look({}, { ctx: { record, previous } })
  expect(seen.tables.find(({ name }) => name === 'notes')).toMatchObject({ vacuumedAtHorizon: '77', afterCare: after })
  expect(seen.tables.find(({ name }) => name === 'ticks_1')).toMatchObject({ vacuumedAtHorizon: '55', afterCare: null })
})

it('sees as a role without rights that it may not vacuum, nor see what others do', async () => {
  const role = `nobody_${process.pid}`
  await admin.query(`create role ${role} login password 'none'; grant usage on schema side to ${role}`)
  const url = new URL(database.url)
  url.username = role
  url.password = 'none'
  const seen = await look({}, { url: url.href })
  await admin.query(`drop owned by ${role}; drop role ${role}`)
  expect(seen.horizon.seesAll).toBe(false)
  expect(seen.tables.map(({ permitted }) => permitted)).toEqual([false, false, false, false])
})
