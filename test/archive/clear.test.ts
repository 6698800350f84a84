import { describe, expect, it } from 'vitest'
import { approveRun } from '../../src/run/request.ts'
import { runHere } from '../../src/run/run-here.ts'
import type { Plan } from '../../src/run/plan.ts'
import { findRun } from '../../src/store/run.ts'
import { archiveSite } from './site.ts'

const tables = `create table venues (name text primary key);
  create table trades (id bigint generated always as identity primary key, venue text references venues, price numeric);
  insert into venues values ('here'), ('there');
  insert into trades (venue, price) select 'here', i from generate_series(1, 500) i`
const clear = { does: 'postgres.clear', with: { tables: ['trades', 'venues'] } }
const counts = 'select array[(select count(*) from venues), (select count(*) from trades)]::int[] as value'
const yes = { approve: true }

describe('postgres.clear', () => {
  it('waits for a person even where the policy is auto, and empties what that person saw', async () => {
    const site = await archiveSite({ ...clear, policy: 'auto' }, tables)
    const waiting = await site.run()
    expect(waiting).toMatchObject({ state: 'waiting', waitingFor: 'approval' })
    expect(await site.value(counts)).toEqual([2, 500])
    const plan = waiting.plan as unknown as Plan
    expect(plan.steps.map(({ key, preview }) => [key, preview.rows])).toEqual([
      ['archive:public.trades', 500],
      ['archive:public.venues', 2],
      ['truncate', 502],
    ])
    await approveRun(site.app.engine, 'ann', waiting.id, plan.hash, 'reset')
    await runHere(site.app.engine, waiting.id)
    expect(await findRun(site.app.engine.store, waiting.id)).toMatchObject({ state: 'converged', stepsDone: 3 })
    expect(await site.value(counts)).toEqual([0, 0])
    for (const { id } of await site.archives()) expect((await site.upkeep('archive', 'restore', id)).code).toBe(0)
    expect(await site.value(counts)).toEqual([2, 500])
  })

  it('empties none of the tables when one holds a row that was written after its archive', async () => {
    const site = await archiveSite(clear, tables)
    const run = await site.run(() => site.client.query(`insert into trades (venue) values ('there')`), yes)
    expect(run.state).toBe('failed')
    expect(run.error).toMatchObject({
      message: expect.stringContaining('public.trades holds rows that were written after it was archived') as string,
    })
    expect(await site.value(counts)).toEqual([2, 501])
    expect(await site.run(undefined, yes)).toMatchObject({ state: 'converged' })
    expect(await site.value(counts)).toEqual([0, 0])
  })

  it('empties none of them either when one that was empty got its first row', async () => {
    const site = await archiveSite({ ...clear, with: { tables: ['trades', 'venues', 'empty'] } }, tables, 'create table empty (id int)')
    const run = await site.run(() => site.client.query('insert into empty values (1)'), yes)
    expect(run.state).toBe('failed')
    expect(await site.value(counts)).toEqual([2, 500])
    expect(await site.value('select count(*)::int as value from empty')).toBe(1)
  })

  it('row by row leaves what was written after the archive, and has converged', async () => {
    const site = await archiveSite({ ...clear, with: { ...clear.with, mode: 'delete' } }, tables)
    let asked = 0
    const run = await site.run(async () => {
      if (asked++ === 0) await site.client.query(`insert into trades (price) values (-1)`)
    }, yes)
    expect(run.state).toBe('converged')
    expect(await site.value('select array_agg(price::int) as value from trades')).toEqual([-1])
    expect(await site.value('select count(*)::int as value from venues')).toBe(0)
  })

  it('is refused without a proof, and the hint names the way out', async () => {
    const site = await archiveSite({ ...clear, proof: null }, tables)
    expect((await site.run(undefined, yes)).state).toBe('diverged')
    expect(await site.value(counts)).toEqual([2, 500])
    expect((await site.openFindings()).map(({ hint }) => hint)).toContainEqual(expect.stringContaining('proof: none'))
  })

  it('gives up when another session keeps a table locked, and names it', async () => {
    const site = await archiveSite({ ...clear, with: { ...clear.with, 'lock-tries': 1 } }, tables)
    await site.client.query(`begin; lock table venues in access share mode`)
    const run = await site.run(undefined, yes)
    await site.client.query('rollback')
    expect(run.state).toBe('failed')
    expect(run.error).toMatchObject({
      message: expect.stringMatching(/no lock on public\.trades, public\.venues in 1 tries, held by/) as string,
    })
    expect(await site.value(counts)).toEqual([2, 500])
  })

  it('begins numbers anew where it should', async () => {
    const site = await archiveSite({ ...clear, proof: 'none', with: { ...clear.with, 'restart-identity': true } }, tables)
    expect((await site.run(undefined, yes)).state).toBe('converged')
    expect(await site.value(`insert into trades (price) values (1) returning id::int as value`)).toBe(1)
  })
})
