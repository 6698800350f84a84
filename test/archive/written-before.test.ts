import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { firstUnseen, writtenBefore } from '../../src/backup/archive/written-before.ts'
import { testCluster } from '../harness/index.ts'
import type { TestCluster } from '../harness/index.ts'
import { archiveWorld } from './world.ts'

/** Its own: the transactions of other tests would be seen here. */
let cluster: TestCluster
beforeAll(async () => {
  cluster = await testCluster()
})
afterAll(() => cluster.close())

const xminNow = `select ${firstUnseen.text} as value`

it('rows that were written after a moment are told from those before it, also where their transaction began earlier', async () => {
  const { client, url, value } = await archiveWorld(
    cluster.url(),
    'create table t (id int primary key, note text)',
    `insert into t values (1, 'old'), (2, 'old')`,
  )
  const late = new pg.Client(url)
  await late.connect()
  // Begins before the moment, in a subtransaction, whose id no snapshot names, and ends after it.
  await late.query(`begin; savepoint a; insert into t values (3, 'begun before'); release a`)
  const xmin = await value<string>(xminNow)
  await late.query('commit')
  await late.end()
  await client.query(`insert into t values (4, 'new'); update t set note = 'changed' where id = 2`)
  const { rows } = await client.query<{ id: number }>(`select id from t where ${writtenBefore(xmin)} order by id`)
  expect(rows.map(({ id }) => id)).toEqual([1])
  expect(await value(`select count(*)::int as value from t where ${writtenBefore(await value<string>(xminNow))}`)).toBe(4)
})

it('a transaction of another database of the server makes no difference, one of this database does', async () => {
  const [here, elsewhere] = [await archiveWorld(cluster.url()), await archiveWorld(cluster.url())]
  const open = async (url: string): Promise<{ xid: bigint; end(): Promise<void> }> => {
    const client = new pg.Client(url)
    await client.connect()
    await client.query('begin')
    const { rows } = await client.query<{ xid: string }>('select pg_current_xact_id()::text as xid')
    return { xid: BigInt(rows[0]!.xid), end: () => client.end() }
  }
  const theirs = await open(elsewhere.url)
  const ended = BigInt(await here.value<string>('select pg_current_xact_id()::text as value'))
  expect(BigInt(await here.value<string>(xminNow))).toBeGreaterThan(ended)
  const ours = await open(here.url)
  await here.client.query('select pg_current_xact_id()')
  expect(BigInt(await here.value<string>(xminNow))).toBe(ours.xid)
  await Promise.all([theirs.end(), ours.end()])
})

it('a row that changes while it is being deleted is asked again', async () => {
  const { client, url, value } = await archiveWorld(
    cluster.url(),
    'create table t (id int primary key, note text)',
    `insert into t values (1, 'old'), (2, 'old')`,
  )
  const xmin = await value<string>(xminNow)
  const other = new pg.Client(url)
  await other.connect()
  await other.query(`begin; update t set note = 'changed' where id = 1`)
  const deleting = client.query(`delete from t where ${writtenBefore(xmin)}`)
  // Not in the open transaction: what it sees of others stays as it was at its first look.
  const eye = new pg.Client(url)
  await eye.connect()
  const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and query like 'delete%' and datname = current_database()`
  while ((await eye.query(waiting)).rowCount === 0);
  await eye.end()
  await other.query('commit')
  await other.end()
  expect((await deleting).rowCount).toBe(1)
  expect(await value('select id as value from t')).toBe(1)
})

it('counts in a circle: what is older than the moment by almost all ids there are is still older', async () => {
  const { value } = await archiveWorld(cluster.url())
  // The condition with the numbers of a server that has come round the circle several times.
  const isOld = async (row: number, xmin: bigint, next: bigint): Promise<boolean> =>
    value(
      `select ${writtenBefore(String(xmin)).replaceAll('xmin::text::int8', String(row)).replaceAll('(SELECT pg_snapshot_xmax(pg_current_snapshot())::text::int8)', String(next))} as value`,
    )
  const circle = 2n ** 32n
  const xmin = 7n * circle + 1_000n
  const next = xmin + 5_000n
  expect([
    await isOld(999, xmin, next),
    await isOld(1_000, xmin, next),
    await isOld(5_999, xmin, next),
    await isOld(2 ** 31, xmin, next),
    await isOld(2 ** 32 - 1, xmin, next),
    await isOld(2, xmin, next),
  ]).toEqual([true, false, false, true, true, true])
  // The moment lies before the turn of the circle, now after it.
  const late = 7n * circle - 100n
  expect([
    await isOld(2 ** 32 - 101, late, late + 200n),
    await isOld(2 ** 32 - 50, late, late + 200n),
    await isOld(50, late, late + 200n),
  ]).toEqual([true, false, false])
})

it('nothing but a transaction id becomes part of a statement', () => {
  expect(() => writtenBefore('1; drop table t')).toThrow('not a transaction id')
})
