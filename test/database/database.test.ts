import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatabaseView } from '../../src/app/database/views.ts'
import { databaseSummaryView, databaseView } from '../../src/app/database/views.ts'
import { displayName } from '../../src/procedures/postgres/table-name.ts'
import { say } from '../cli/upkeep.ts'
import { run, until } from '../postgres/looking.ts'
import { oddTable, openSession, openShop } from './shop.ts'
import type { Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const view = (target: string): Promise<DatabaseView> => shop.app.useCases.database('shop', target)
const looked = { state: 'fresh', task: expect.anything() as unknown, runId: expect.any(String) as string, why: null }

describe('a database that nobody has looked at', () => {
  it('is unknown, and never fine', async () => {
    expect(await view('db')).toMatchObject({
      status: 'unknown',
      headline: 'Nobody has looked yet',
      size: { bytes: null, source: { state: 'never', task: { task: 'size' } } },
      tables: { rows: [], seen: null },
      queries: { calls: null, source: { state: 'never' } },
    })
  })

  it('says for each section that no task looks at it, with what to add to the stack file', async () => {
    const { size, horizon, tables } = await view('empty')
    expect([size.source.state, horizon?.source.state, tables.careSource?.state]).toEqual(['missing', 'missing', 'missing'])
    expect(horizon?.source.example).toMatch(/^horizon:\n {2}does: postgres\.horizon\n {2}target: empty\n/)
  })
})

describe('a PostgreSQL in some disorder (a test’s, without fsync), looked at by each of its tasks', () => {
  let seen: DatabaseView
  beforeAll(async () => {
    const idler = await openSession(shop.url, 'reporter')
    await idler.query('begin isolation level repeatable read')
    await idler.query('select count(*) from trades')
    const [holder, waiter] = [await openSession(shop.url, 'migration'), await openSession(shop.url, 'api')]
    await holder.query('begin')
    await holder.query('lock table rates in share mode')
    const waiting = waiter.query(`insert into rates values ('2026-01-20', 1)`)
    await until(idler, `select exists (select from pg_locks where not granted)`)
    await until(holder, `select now() < clock_timestamp() - interval '100 ms'`)
    await shop.ran('size', 'vacuum', 'check', 'horizon', 'statements', 'indexes', 'reindex', 'reclaim', 'settings')
    await Promise.all([holder.end(), idler.end()])
    await waiting
    await waiter.end()
    seen = await view('db')
  })
  it('has an answer in the very shape that the API promises', () => {
    expect(databaseView.parse(seen)).toEqual(seen)
    expect(seen).toMatchObject({
      stack: 'shop',
      target: 'db',
      kind: 'postgres',
      status: 'trouble',
      server: { name: 'shop', standby: false },
    })
  })

  it('shows its size against the limit of the task', () => {
    expect(seen.size).toMatchObject({ source: looked, limitBytes: 1024 ** 3, growthPerDay: null, daysUntilFull: null })
    expect(seen.size.bytes).toBeGreaterThan(5_000_000)
    expect(seen.size.samples).toHaveLength(1)
  })

  it('shows each table with its size, dead rows and the task that removes them', () => {
    const rows = new Map(seen.tables.rows.map((row) => [row.name, row]))
    expect([...rows.keys()].toSorted()).toEqual([
      displayName({ schema: 'public', name: oddTable }),
      'public.orders',
      'public.rates',
      'public.trades',
    ])
    expect(rows.get('public.trades')).toMatchObject({
      deadRows: 8_000,
      deadShare: 8_000 / 28_000,
      lastVacuum: null,
      needs: [
        {
          severity: 'info',
          what: expect.stringContaining('8,000 dead rows, limit') as string,
          cure: { task: 'vacuum', openRun: { state: 'waiting' } },
        },
      ],
    })
    expect(rows.get('public.rates')).toMatchObject({ partitions: 2 })
    const { bytes, tableBytes, indexBytes, toastBytes } = rows.get('public.trades')!
    expect(bytes).toBe(tableBytes! + indexBytes! + toastBytes!)
  })

  it('shows the indexes that need something first: the one left half built, once, and the superfluous one, each with what cures it', () => {
    const { rows, source, bloatSource, countedSince } = seen.indexes!
    expect([source, bloatSource]).toMatchObject([looked, looked])
    expect(countedSince).not.toBeNull()
    const names = rows.map(({ name }) => name)
    expect(names.slice(0, 2).toSorted()).toEqual(['public.by_side', 'public.half_built'])
    expect(names.slice(2).toSorted()).toEqual(['public.by_side_and_id', 'public.orders_pkey', 'public.trades_pkey'])
    const needs = new Map(rows.map((row) => [row.name, row.needs.map(({ what, cure }) => [what, cure?.task ?? null])]))
    expect(needs.get('public.by_side')).toEqual([['superfluous: public.by_side_and_id serves the same queries', 'indexes']])
    expect(needs.get('public.half_built')).toEqual([[expect.stringMatching(/^invalid/) as string, 'reindex']])
    expect(rows.find(({ name }) => name === 'public.trades_pkey')).toMatchObject({ unique: true, needs: [] })
    expect(rows.find(({ name }) => name === 'public.orders_pkey')).toMatchObject({ scans: 0, keptFor: expect.any(String) as string })
    expect(rows.filter(({ bytes }) => bytes === null)).toEqual([])
  })

  it('knows how much of a table and its index is of no use as soon as the table has been analyzed', async () => {
    await run(shop.url, 'delete from trades where id % 10 <> 0')
    await run(shop.url, 'vacuum analyze trades')
    await Promise.all([shop.ranAgain('reindex'), shop.ranAgain('reclaim')])
    const { indexes, tables } = await view('db')
    const bloated = (task: string) => ({
      needs: expect.arrayContaining([
        expect.objectContaining({
          what: expect.stringMatching(/^bloated: \d+ % of .*, limit 30 %$/) as string,
          cure: expect.objectContaining({ task }) as object,
        }),
      ]) as unknown,
    })
    const index = indexes!.rows.find(({ name }) => name === 'public.trades_pkey')!
    expect(index).toMatchObject(bloated('reindex'))
    expect(index.bloatShare).toBeGreaterThan(0.5)
    const table = tables.rows.find(({ name }) => name === 'public.trades')!
    expect(table).toMatchObject(bloated('reclaim'))
    expect(table.bloatShare).toBeGreaterThan(0.5)
    expect(table.bloatBytes! / table.tableBytes!).toBeGreaterThan(0.5)
  })

  it('shows the statements that took most time, the slow one marked, with their share of it all', () => {
    const slow = seen.queries!.rows.find(({ text }) => text.includes('pg_sleep'))
    expect(slow).toMatchObject({ calls: 12, needs: [{ what: 'slow', severity: 'warning' }] })
    expect(slow!.meanMs).toBeGreaterThanOrEqual(20)
    expect(slow!.share).toBeGreaterThan(0.1)
    expect(seen.queries!.rows.map(({ totalMs }) => totalMs)).toEqual(
      seen.queries!.rows.map(({ totalMs }) => totalMs).toSorted((a, b) => b - a),
    )
  })

  it('shows who waits for whom, from the root down', () => {
    expect(seen.sessions?.waits.map(({ application, depth, waitsFor }) => [application, depth, waitsFor])).toEqual([
      ['migration', 0, null],
      ['api', 1, 'RowExclusiveLock on public.rates'],
    ])
    expect(seen.sessions).toMatchObject({ source: looked, max: 200 })
  })

  it('shows who keeps dead rows alive, the age of ids against their limits, and the sequence that runs out', () => {
    expect(seen.horizon?.holders).toContainEqual(
      expect.objectContaining({ kind: 'session', name: 'reporter of upkeep', state: 'idle in transaction' }),
    )
    expect(seen.horizon?.ids.map(({ ids, freezesFrom }) => [ids, freezesFrom])).toEqual([
      ['transaction ids', 200_000_000],
      ['multixact ids', 400_000_000],
    ])
    expect(seen.horizon?.sequences).toMatchObject([{ name: 'public.tickets', usedPercent: expect.closeTo(90, 0) as number }])
    expect(seen.horizon?.cure?.task).toBe('vacuum')
  })

  it('names what needs care: findings with the task that saw them, and the plan that waits', () => {
    const titles = seen.care.map(({ title, seenBy, cure }) => [title, seenBy.task, cure?.task ?? null])
    expect(titles).toContainEqual([expect.stringContaining('fsync'), 'check', null])
    expect(titles).toContainEqual(['“Task vacuum” waits for a person', 'vacuum', null])
    expect(titles).toContainEqual([expect.stringContaining('half_built'), 'check', 'reindex'])
    expect(titles).toContainEqual([expect.stringContaining('slow statement'), 'statements', null])
    const severities = seen.care.map(({ severity }) => severity)
    expect(severities).toEqual(
      severities.toSorted((a, b) => ['critical', 'warning', 'info'].indexOf(a) - ['critical', 'warning', 'info'].indexOf(b)),
    )
  })

  it('shows every task with its facts, those of no section too', () => {
    expect(seen.tasks.flatMap(({ source }) => source.task?.task ?? []).toSorted()).toEqual([
      'check',
      'horizon',
      'indexes',
      'reclaim',
      'reindex',
      'settings',
      'size',
      'statements',
      'vacuum',
    ])
    expect(seen.tasks.find(({ source }) => source.task?.task === 'settings')?.facts.length).toBeGreaterThan(0)
  })

  it('has one more point in its curve with each look', async () => {
    await run(shop.url, `insert into rates select '2026-02-15', n from generate_series(1, 20000) n`)
    await shop.ran('size')
    const { samples } = (await view('db')).size
    expect(samples).toHaveLength(2)
    expect(samples[1]!.bytes).toBeGreaterThan(samples[0]!.bytes)
    expect(samples[0]!.at < samples[1]!.at).toBe(true)
  })
})

describe('a database that could not be reached', () => {
  it('is in trouble, shows no number, and says why', async () => {
    await shop.ran('gone')
    expect(await view('gone')).toMatchObject({
      status: 'trouble',
      size: { bytes: null, source: { state: 'failed', why: expect.stringContaining('127.0.0.1') as string } },
      care: [{ severity: 'critical', title: expect.stringContaining('could not be carried out') as string, seenBy: { task: 'gone' } }],
    })
  })
})

describe('a SQLite file', () => {
  it('shows its size and its tables, and has no sections that it can’t have', async () => {
    await shop.ran('journal')
    const seen = await view('journal')
    expect(seen).toMatchObject({
      status: 'fine',
      indexes: null,
      queries: null,
      sessions: null,
      horizon: null,
      tables: { careSource: null },
    })
    expect(seen.size).toMatchObject({ source: looked, bytes: 8_192, limitBytes: 1024 ** 2 })
    expect(seen.tables.rows).toMatchObject([{ name: 'notes', rows: 3, bytes: null }])
    expect(databaseView.parse(seen)).toEqual(seen)
  })
})

it('the list has every database with its answer, its size and what is worst', async () => {
  const all = await shop.app.useCases.databases()
  expect(databaseSummaryView.array().parse(all)).toEqual(all)
  expect(all.map(({ target, status }) => [target, status])).toEqual([
    ['db', 'trouble'],
    ['empty', 'unknown'],
    ['gone', 'trouble'],
    ['journal', 'fine'],
  ])
  expect(all[2]).toMatchObject({ worst: { severity: 'critical' }, bytes: null, looks: { failed: 1 } })
})

it('a target that is no database is not found, and a name that is nearly right is proposed', async () => {
  await expect(shop.app.useCases.database('shop', 'dbb')).rejects.toMatchObject({ code: 'not-found', hint: 'did you mean shop/db?' })
})

describe('at the command line', () => {
  const upkeep = (...words: readonly string[]) => say(words, shop.env)

  it('the list tells each database in a line', async () => {
    const { code, out } = await upkeep('databases')
    expect(code).toBe(0)
    expect(out).toMatch(/^shop\/gone +1 critical +– .*could not be carried out/m)
    expect(out).toMatch(/^shop\/journal +Nothing needs care +8 KiB/m)
  })

  it('one database has its sections as text, and the exit code says whether it needs care', async () => {
    const { code, out } = await upkeep('database', 'db')
    expect(code).toBe(1)
    expect(out).toMatch(/^shop\/db: \d+ critical, \d+ warnings\n {2}shop, /)
    for (const part of [
      /^needs care\n {2}critical /m,
      /cured by reindex \(/,
      /^ {2}public\.trades .* %/m,
      /^statements {2}statements, /m,
      /^horizon {2}horizon, /m,
    ])
      expect(out).toMatch(part)
    expect(await upkeep('database', 'shop/journal')).toMatchObject({ code: 0, err: '' })
  })

  it('what nobody looked at says so, and ends with 3; what is not there ends with 2', async () => {
    const { code, out } = await upkeep('database', 'empty')
    expect(code).toBe(3)
    for (const procedure of ['postgres.horizon', 'postgres.vacuum', 'postgres.reclaim', 'postgres.reindex'])
      expect(out).toContain(`missing: no task of the stack shop does ${procedure} on empty`)
    expect(await upkeep('database', 'jurnal')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no database jurnal\nHINT: did you mean journal?') as string,
    })
  })

  it('as JSON it is the answer of the API', async () => {
    const { out } = await upkeep('database', 'shop/db', '--json')
    expect(databaseView.parse(JSON.parse(out))).toEqual(JSON.parse(out))
  })
})
