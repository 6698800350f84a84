import { access, contentOf, looksOnly, retention, signed, tablesFullOfDeadRows } from './system.ts'
import type { System } from './system.ts'

/**
 * hyperopt's tables with the three indexes that its guide rebuilds, and results and backtest trades on both sides of a year. As there, no index begins with the time of
 * backtest_trades. Nobody else cleans up: autovacuum is off.
 */
const hyperoptTables = `
create table strategies (
  id integer primary key, name text not null, symbol text not null, status text not null, parameters jsonb not null, created_at timestamptz not null
) with (autovacuum_enabled = false);
create index idx_strategies_symbol on strategies (symbol);

create table optimization_results (
  id bigint generated always as identity primary key, strategy_id integer not null references strategies (id), score double precision not null,
  sharpe numeric(12,6), max_drawdown numeric(12,6), parameters jsonb not null, created_at timestamptz not null
) with (autovacuum_enabled = false);
create index idx_results_timestamp on optimization_results (created_at);

create table backtest_trades (
  id bigint generated always as identity primary key, strategy_id integer not null references strategies (id), symbol text not null, side text not null,
  price numeric(30,10) not null, quantity numeric(30,10) not null, pnl numeric(30,10), timestamp timestamptz not null
) with (autovacuum_enabled = false);
create index idx_trades_strategy_id on backtest_trades (strategy_id);
`

const hyperoptRows = `
insert into strategies
  select i, 'strategy ' || i, (array['BTC/USDT', 'ETH/USDT', 'SOL/USDT'])[1 + i % 3], case when i % 4 = 0 then 'paused' else 'active' end,
    jsonb_build_object('fast', 5 + i % 20, 'slow', 30 + i % 100), now() - i * interval '1 day'
  from generate_series(1, 300) i;

-- One each hour for 450 days: 85 of them are older than a year.
insert into optimization_results (strategy_id, score, sharpe, max_drawdown, parameters, created_at)
  select 1 + i % 300, (i * 31 % 1000) / 500.0, (i * 17 % 400) / 100.0, (i % 40) / 100.0, jsonb_build_object('fast', i % 20, 'slow', i % 100), now() - i * interval '1 hour'
  from generate_series(1, 450 * 24) i;

-- Each 20 minutes for 420 days: 55 of them are older than a year.
insert into backtest_trades (strategy_id, symbol, side, price, quantity, pnl, timestamp)
  select 1 + i % 300, (array['BTC/USDT', 'ETH/USDT', 'SOL/USDT'])[1 + i % 3], case when i % 2 = 0 then 'buy' else 'sell' end,
    20000 + i % 9000, 0.01 * (1 + i % 50), (i % 200) - 100, now() - i * interval '20 minutes'
  from generate_series(1, 420 * 72) i;
`

/** A week of optimising: strategies are tuned again and again. */
const hyperoptWear = `
insert into optimization_results (strategy_id, score, parameters, created_at)
  select 1 + i % 300, 0, '{}', now() - interval '30 days' - i * interval '10 minutes' from generate_series(1, 30000) i;
delete from optimization_results where parameters = '{}';
update strategies set parameters = parameters || '{"tuned": 1}', symbol = symbol;
update strategies set parameters = parameters || '{"tuned": 2}';
update optimization_results set score = score * 1.01 where id % 3 = 0;
`

export const hyperopt: System = {
  name: 'hyperopt',
  env: ({ databaseUrl, serviceUrl }) => ({ HYPEROPT_DATABASE_URL: databaseUrl, HYPEROPT_API_URL: serviceUrl }),
  statements: ['create extension pg_stat_statements', hyperoptTables, hyperoptRows, hyperoptWear],
  tasks: {
    'api-health': looksOnly,
    host: looksOnly,
    'results-retention': retention('optimization_results', 'created_at', 365),
    'backtest-trades-retention': retention('backtest_trades', 'timestamp', 365),
    vacuum: { steps: ['vacuum:public.strategies'], goes: tablesFullOfDeadRows, stays: contentOf('select * from strategies') },
    size: looksOnly,
    reindex: { steps: ['reindex:public.idx_results_timestamp'] },
    check: looksOnly,
    horizon: looksOnly,
    access,
    'user-access': signed,
  },
}
