import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { access, contentOf, inFile, looksOnly, retention, settings, signed, tablesFullOfDeadRows } from './system.ts'
import type { System } from './system.ts'

/**
 * Cryptobot's tables as its owners name them, with audit logs and backtests on both sides of a year, foreign keys without an index and an index that nobody uses.
 * Nobody else cleans up: autovacuum is off.
 */
const cryptobotTables = `
create table users (
  id integer primary key, email text not null unique, password_hash text not null, is_active boolean not null default true, created_at timestamptz not null
) with (autovacuum_enabled = false);

create table strategies (
  id integer primary key, name text not null, parameters jsonb not null, user_id integer not null references users (id), created_at timestamptz not null
) with (autovacuum_enabled = false);

create table trades (
  id bigint generated always as identity primary key, symbol text not null, trade_type text not null, amount numeric(30,10) not null, price numeric(30,10) not null,
  timestamp timestamptz not null, strategy_id integer references strategies (id), user_id integer not null references users (id),
  profit_loss numeric(30,10), is_backtest boolean not null default false
) with (autovacuum_enabled = false);
create index idx_trades_symbol_timestamp on trades (symbol, timestamp);
create index idx_trades_symbol on trades (symbol);

create table backtest_results (
  id bigint generated always as identity primary key, strategy_id integer not null references strategies (id), symbol text not null,
  start_date timestamptz not null, end_date timestamptz not null, total_return numeric(20,10), max_drawdown numeric(20,10), created_at timestamptz not null
) with (autovacuum_enabled = false);
create index idx_backtest_results_created_at on backtest_results (created_at);

create table audit_logs (
  id bigint generated always as identity primary key, event_type text not null, user_id integer, timestamp timestamptz not null,
  ip_address inet, status text not null, resource text
) with (autovacuum_enabled = false);
create index idx_audit_logs_timestamp on audit_logs (timestamp);

create table ohlcv_data (
  symbol text not null, timeframe text not null, timestamp timestamptz not null,
  open numeric(30,10) not null, high numeric(30,10) not null, low numeric(30,10) not null, close numeric(30,10) not null, volume numeric(30,10) not null,
  primary key (symbol, timeframe, timestamp)
) with (autovacuum_enabled = false);
`

const cryptobotRows = `
insert into users select i, 'user' || i || '@example.com', 'pbkdf2$' || md5(i::text), true, now() - interval '2 years' from generate_series(1, 50) i;

insert into strategies select i, 'strategy ' || i, jsonb_build_object('window', i), 1 + i % 50, now() - interval '1 year' from generate_series(1, 200) i;

insert into trades (symbol, trade_type, amount, price, timestamp, strategy_id, user_id, profit_loss, is_backtest)
  select (array['BTC/USDT', 'ETH/USDT', 'SOL/USDT'])[1 + i % 3], case when i % 2 = 0 then 'buy' else 'sell' end, 0.01 * (1 + i % 90), 20000 + i % 9000,
    now() - i * interval '30 minutes', 1 + i % 200, 1 + i % 50, (i % 400) - 200, i % 5 = 0
  from generate_series(1, 20000) i;

-- One each 6 hours for 500 days: 135 of them are older than a year.
insert into backtest_results (strategy_id, symbol, start_date, end_date, total_return, max_drawdown, created_at)
  select 1 + i % 200, 'BTC/USDT', now() - interval '700 days', now() - i * interval '6 hours', (i % 100) / 50.0, (i % 30) / 100.0, now() - i * interval '6 hours'
  from generate_series(1, 500 * 4) i;

-- One each 30 minutes for 450 days: 85 of them are older than a year.
insert into audit_logs (event_type, user_id, timestamp, ip_address, status, resource)
  select (array['login', 'logout', 'order', 'key.used'])[1 + i % 4], 1 + i % 50, now() - i * interval '30 minutes', ('10.0.0.' || 1 + i % 200)::inet,
    case when i % 17 = 0 then 'denied' else 'ok' end, '/api/orders'
  from generate_series(1, 450 * 48) i;

insert into ohlcv_data
  select (array['BTC/USDT', 'ETH/USDT', 'SOL/USDT'])[1 + s], '1m', date_trunc('minute', now()) - i * interval '1 minute', 100, 101, 99, 100.5, 12
  from generate_series(0, 2) s, generate_series(1, 10000) i;
`

const cryptobotWear = `
update strategies set parameters = parameters || '{"tuned": true}';
update trades set profit_loss = profit_loss + 1 where id % 3 = 0;
update users set is_active = is_active;
`

/** The same system without a server: its SQLite file, of which somebody has deleted the older half. */
function createCryptobotFile(path: string): void {
  const database = new DatabaseSync(path)
  try {
    database.exec(`
      pragma journal_mode = wal; pragma foreign_keys = on;
      create table users (id integer primary key, email text not null unique, password_hash text not null);
      create table strategies (id integer primary key, name text not null, parameters text not null, user_id integer not null references users (id));
      create table trades (id integer primary key, symbol text not null, trade_type text not null, amount real not null, price real not null, timestamp text not null,
        strategy_id integer references strategies (id), user_id integer not null references users (id), profit_loss real, is_backtest integer not null default 0);
      create index idx_trades_symbol on trades (symbol);
      create table backtest_results (id integer primary key, strategy_id integer not null references strategies (id), total_return real, created_at text not null);
      create table audit_logs (id integer primary key, event_type text not null, user_id integer, timestamp text not null, ip_address text, status text, resource text);
      create index idx_audit_logs_timestamp on audit_logs (timestamp);
      create table ohlcv_data (symbol text not null, timeframe text not null, timestamp text not null, open real, high real, low real, close real, volume real,
        primary key (symbol, timeframe, timestamp)) without rowid;
      insert into users values (1, 'user1@example.com', 'pbkdf2$1'), (2, 'user2@example.com', 'pbkdf2$2');
      insert into strategies values (1, 'trend', '{}', 1), (2, 'range', '{}', 2);
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
        insert into trades select i, 'BTC/USDT', 'buy', 0.1, 20000 + i % 900, datetime('now', '-' || i || ' hours'), 1 + i % 2, 1 + i % 2, 1, 0 from n;
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 120000)
        insert into audit_logs select i, 'order', 1, datetime('now', '-' || i || ' minutes'), '10.0.0.1', 'ok', '/api/orders/' || hex(randomblob(40)) from n;
      delete from audit_logs where id > 20000;`)
  } finally {
    database.close()
  }
}

export const cryptobot: System = {
  name: 'cryptobot',
  env: ({ databaseUrl, folder }) => ({
    CRYPTOBOT_DATABASE_URL: databaseUrl,
    CRYPTOBOT_DATABASE_FILE: join(folder, 'cryptobot.db'),
    CRYPTOBOT_HOME: folder,
  }),
  prepare: async (_db, folder) => {
    createCryptobotFile(join(folder, 'cryptobot.db'))
    await mkdir(join(folder, 'logs'))
    await mkdir(join(folder, 'scripts/non-docker-tests'), { recursive: true })
    const tests = join(folder, 'scripts/non-docker-tests/run_all_tests.sh')
    await writeFile(tests, '#!/bin/sh\necho "212 passed"\n')
    await chmod(tests, 0o755)
  },
  statements: ['create extension pg_stat_statements', cryptobotTables, cryptobotRows, cryptobotWear],
  tasks: {
    resources: looksOnly,
    'audit-log-retention': retention('audit_logs', 'timestamp', 365),
    'backtest-retention': retention('backtest_results', 'created_at', 365),
    vacuum: {
      steps: ['vacuum:public.ohlcv_data', 'vacuum:public.strategies', 'vacuum:public.trades', 'analyze:public.users'],
      goes: tablesFullOfDeadRows,
      stays: contentOf('select * from trades'),
    },
    'sqlite-check': { findings: ['free-space'] },
    'sqlite-vacuum': {
      steps: ['vacuum', 'analyze', 'checkpoint'],
      goes: inFile('cryptobot.db', 'pragma freelist_count'),
      stays: inFile('cryptobot.db', "select count(*) || ' ' || sum(id) from audit_logs"),
    },
    'slow-queries': looksOnly,
    indexes: { steps: ['drop:public.idx_trades_symbol'] },
    'system-test': { steps: ['run'] },
    check: looksOnly,
    horizon: looksOnly,
    settings,
    size: looksOnly,
    access,
    'user-access': signed,
    'security-configuration': signed,
    architecture: signed,
    documentation: signed,
    'major-upgrades': signed,
  },
}
