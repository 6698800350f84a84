import type { Store } from '../../src/store/db.ts'

/**
 * A table of trades that is due when 66 % of it have changed (the load is not to make it due again amid a run), and what its users do with it all the time: the newest of one market by its index, one row by its key, one row changed. Each is a transaction of its own: in one transaction
 * they and a plain REINDEX would end each other's by deadlock.
 */
const markets = 500

export const makeTrades = async (store: Store, rows: number): Promise<void> => {
  const run = (text: string): Promise<unknown[]> => store.query({ text, values: [] })
  await run(
    'create table trades (id bigint primary key, market int not null, at timestamptz not null, price numeric not null, note text not null) with (autovacuum_enabled = false, autovacuum_vacuum_scale_factor = 0.66, autovacuum_analyze_scale_factor = 0.66)',
  )
  await run(
    `insert into trades select i, i % ${markets}, timestamptz '2025-01-01' + i * interval '1 s', i % 1000, md5(i::text) from generate_series(1, ${rows}) i`,
  )
  await run('create index trades_by_market on trades (market, at)')
  await run('create index trades_by_note on trades (note)')
}

/** All but every third row go. */
export const twoOfThreeGo = 'delete from trades where id % 3 <> 0'

export const tradesScript = (rows: number): string => `
\\set id 3 * random(1, ${rows / 3})
select * from trades where market = :id % ${markets} order by at desc limit 20;
select * from trades where id = :id;
update trades set price = price + 1 where id = :id;
`
