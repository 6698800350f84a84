import { afterAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/base/id.ts'
import type { StepRecord } from '../../src/procedures/contract.ts'
import clear from '../../src/procedures/postgres/clear.ts'
import type { ClearObservation } from '../../src/procedures/postgres/clear/observation.ts'
import { carryOut, look } from '../conformance/drive.ts'
import { majors } from '../conformance/servers.ts'
import { testCluster, testDatabase } from '../harness/index.ts'
import { as, lookAt, run, sessionOf } from './looking.ts'

describe.each(majors)('postgres.clear on PostgreSQL %i', async (major) => {
  const cluster = await testCluster({ major })
  afterAll(() => cluster.close())
  const database = async (...statements: readonly string[]): Promise<string> => {
    const { url } = await testDatabase({ clusterUrl: cluster.url() })
    await run(url, ...statements)
    return url
  }
  const job = (url: string, params: object, records: readonly StepRecord[] = []) => ({
    procedure: clear.name,
    config: { url },
    params: params as never,
    run: { id: newId(), fence: 1 },
    due: new Date().toISOString(),
    records,
    previous: null,
  })
  const see = (url: string, params: object) => lookAt<ClearObservation>(clear, url, { params: params as never })
  const count = async (url: string, table: string): Promise<unknown> =>
    (await (await sessionOf(url, 'test')).query(`select count(*)::int as count from ${table}`)).rows[0].count
  const partitioned = [
    'create table days (id int, day date) partition by range (day)',
    `create table days_old partition of days for values from (minvalue) to ('2025-01-01')`,
    `create table days_new partition of days for values from ('2025-01-01') to (maxvalue)`,
    `insert into days select i, '2024-12-01'::date + i from generate_series(1, 60) i`,
  ]

  it.each(['truncate', 'delete'])('empties all partitions of a table by %s, and keeps them', async (mode) => {
    const url = await database(...partitioned)
    const params = { tables: ['days'], mode }
    const { assessment, observation } = await see(url, params)
    expect(assessment.steps).toMatchObject([{ alwaysAsk: true, preview: { rows: 60 } }])
    expect(observation.tables[0]!.parts.map(({ name, rows }) => [name, rows.rows])).toEqual([
      ['days_new', 30],
      ['days_old', 30],
    ])
    await carryOut(clear, job(url, params))
    expect(await see(url, params)).toMatchObject({ findings: [], assessment: { steps: [] } })
    expect(await count(url, 'days')).toBe(0)
    expect(await count(url, `pg_inherits where inhparent = 'days'::regclass`)).toBe(2)
  })

  it('empties one partition and leaves the others', async () => {
    const url = await database(...partitioned)
    await carryOut(clear, job(url, { tables: ['days_old'] }))
    expect(await count(url, 'days')).toBe(30)
  })

  it('takes rows that came since its step for new, and no others', async () => {
    const url = await database('create table t (id int)', 'insert into t select generate_series(1, 1000)')
    for (const mode of ['truncate', 'delete']) {
      const params = { tables: ['t'], mode }
      const records = await carryOut(clear, job(url, params))
      await run(url, 'insert into t values (1), (2)')
      expect((await look(clear, job(url, params, records))).assessment).toMatchObject({ steps: [], findings: [] })
      // A step that says that it did what it did not do is not believed.
      const lied = records.map((record) => ({ ...record, outcome: { ...record.outcome, upTo: String(2 ** 40) } }))
      expect((await look(clear, job(url, params, lied))).assessment.steps).toMatchObject([{ preview: { rows: 2 } }])
      // The next run finds them, as a plan of its own.
      expect((await see(url, params)).assessment.steps).toMatchObject([{ preview: { rows: 2 } }])
    }
  })

  it('sees who refers to a table, be it to a partition of it or from one', async () => {
    const url = await database(
      'create table trades (id int primary key) partition by range (id)',
      'create table trades_1 partition of trades for values from (0) to (100)',
      'create table legs (id int, of int constraint leg references trades) partition by range (id)',
      'create table legs_1 partition of legs for values from (0) to (100)',
      'create table notes (id int constraint note references trades_1)',
      'insert into trades values (1); insert into legs values (1, 1)',
    )
    expect((await see(url, { tables: ['trades'] })).findings).toEqual([
      'warning referenced:public.legs:leg',
      'warning referenced:public.notes:note',
    ])
    const all = { tables: ['trades', 'legs', 'notes'] }
    expect((await see(url, all)).observation.references.map(({ from, to, named }) => `${from} ${to} ${named}`)).toEqual([
      'public.legs public.trades true',
      'public.notes public.trades true',
    ])
    await carryOut(clear, job(url, { ...all, mode: 'delete' }))
    expect([await count(url, 'trades'), await count(url, 'legs')]).toEqual([0, 0])
  })

  it('refuses what would take more, or other, than it says: heirs, row security, rights', async () => {
    const role = `clerk_${major}`
    const url = await database(
      'create table base (id int); create table heir () inherits (base); insert into heir values (1)',
      'create table hidden (id int); insert into hidden values (1), (2); alter table hidden enable row level security',
      `create role ${role} login password '${role}'; grant select, delete on hidden to ${role}; create policy part on hidden using (id = 1)`,
    )
    expect((await see(url, { tables: ['base'] })).findings).toEqual(['warning heirs:public.base'])
    const seen = await lookAt<ClearObservation>(clear, as(role, url), { params: { tables: ['hidden'] } })
    expect(seen.findings).toEqual(['warning row-security:public.hidden', 'warning not-permitted:public.hidden'])
    expect(seen.assessment.steps).toEqual([])
    // A deletion goes to each partition by its own name.
    await run(
      url,
      'create table parted (id int) partition by list (id); create table one partition of parted for values in (1); insert into parted values (1)',
      `grant select, delete on parted to ${role}; grant select on one to ${role}`,
    )
    const refused = await lookAt<ClearObservation>(clear, as(role, url), { params: { tables: ['parted'], mode: 'delete' } })
    expect(refused.findings).toEqual(['warning not-permitted:public.parted'])
    await run(url, `drop owned by ${role}; drop role ${role}`)
  })

  it('says which name may have been meant, and takes no patterns', async () => {
    const url = await database('create table trades (id int)')
    await expect(see(url, { tables: ['trade'] })).rejects.toMatchObject({ hint: 'did you mean trades?' })
    await expect(see(url, { tables: ['trad*'] })).rejects.toThrow('there is no table trad*')
  })
})
