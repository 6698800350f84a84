import { contentOf, inDatabase, looksOnly, retention, tablesFullOfDeadRows } from './system.ts'
import type { System } from './system.ts'

/**
 * Matchbook's tables as its owners name them (the indexer's trades are a hypertable by day there; without TimescaleDB they are a plain table), with events
 * and order history on both sides of their retention, dead rows, and an index that has been blown up. Nobody else cleans up: autovacuum is off.
 */
const matchbookTables = `
create table markets (
  id integer primary key, address text not null unique, base_mint text not null, quote_mint text not null,
  tick_size bigint not null, lot_size bigint not null, created_at timestamptz not null default now()
) with (autovacuum_enabled = false);

create table trades (
  id bigint generated always as identity, market_id integer not null references markets (id),
  maker_order_id text not null, taker_order_id text not null, price numeric(30,10) not null, quantity numeric(30,10) not null,
  slot bigint not null, seq_num bigint not null, timestamp timestamptz not null, primary key (id, timestamp)
) with (autovacuum_enabled = false);
create index idx_trades_market_timestamp on trades (market_id, timestamp);

-- status: 0 open, 1 partly filled, 2 filled, 3 cancelled, 4 expired
create table orders (
  order_id text primary key, market_id integer not null references markets (id), owner text not null, side smallint not null,
  price numeric(30,10) not null, quantity numeric(30,10) not null, filled numeric(30,10) not null default 0,
  status smallint not null, slot bigint not null, updated_at timestamptz not null
) with (autovacuum_enabled = false);
create index idx_orders_market_status on orders (market_id, status);
create index idx_orders_owner on orders (owner);

create table balances (
  market_id integer not null references markets (id), owner text not null, base_free numeric(30,10) not null, quote_free numeric(30,10) not null,
  updated_at timestamptz not null, primary key (market_id, owner)
) with (autovacuum_enabled = false);

create table candles (
  market_id integer not null references markets (id), interval text not null, open_time timestamptz not null,
  open numeric(30,10) not null, high numeric(30,10) not null, low numeric(30,10) not null, close numeric(30,10) not null, volume numeric(30,10) not null,
  primary key (market_id, interval, open_time)
) with (autovacuum_enabled = false);

create table events (
  id bigint generated always as identity primary key, market_id integer not null, event_type text not null, slot bigint not null, seq_num bigint not null,
  payload jsonb not null, created_at timestamptz not null
) with (autovacuum_enabled = false);
create index idx_events_created_at on events (created_at);

create table order_history (
  id bigint generated always as identity primary key, order_id text not null, market_id integer not null, status smallint not null,
  filled numeric(30,10) not null, created_at timestamptz not null
) with (autovacuum_enabled = false);
create index idx_order_history_created_at on order_history (created_at);
create index idx_order_history_order_id on order_history (order_id);
`

const matchbookRows = `
insert into markets select i, 'market' || i, 'base' || i, 'USDC', 100, 1000, now() - interval '2 years' from generate_series(1, 20) i;

insert into trades (market_id, maker_order_id, taker_order_id, price, quantity, slot, seq_num, timestamp)
  select 1 + i % 20, 'maker' || i, 'taker' || i, 100 + (i * 37 % 1000) / 100.0, 1 + i % 50, 250000000 + i, i, now() - i * interval '6 minutes'
  from generate_series(1, 40000) i;

insert into orders
  select md5(i::text), 1 + i % 20, 'owner' || i % 500, i % 2, 100 + (i * 53 % 900) / 100.0, 10, i % 3, i % 5, 250000000 + i, now() - i * interval '90 seconds'
  from generate_series(1, 60000) i;

insert into balances
  select market, 'owner' || owner, (owner * 7 % 100), (owner * 13 % 10000), now() from generate_series(1, 20) market, generate_series(1, 500) owner;

insert into candles
  select 1 + i % 20, case i % 3 when 0 then '1m' when 1 then '1h' else '1d' end, date_trunc('minute', now()) - i * interval '1 minute',
    100, 101, 99, 100.5, 1000 from generate_series(1, 20000) i;

-- An event each 10 minutes for 140 days: 50 of them are out of retention (90 days).
insert into events (market_id, event_type, slot, seq_num, payload, created_at)
  select 1 + i % 20, (array['place', 'fill', 'cancel'])[1 + i % 3], 250000000 + i, i, jsonb_build_object('qty', i % 100, 'maker', 'owner' || i % 500),
    now() - i * interval '10 minutes'
  from generate_series(1, 140 * 144) i;

-- A row each 12 minutes for 230 days: 50 of them are out of retention (180 days).
insert into order_history (order_id, market_id, status, filled, created_at)
  select md5((i % 60000)::text), 1 + i % 20, i % 5, i % 10, now() - i * interval '12 minutes'
  from generate_series(1, 230 * 120) i;
`

/** What a day's trading leaves behind: dead rows in tables, and in indexes the room of orders that came and went. */
const matchbookWear = `
insert into orders
  select md5('short-lived' || i), 1 + i % 20, 'owner' || i % 500, i % 2, 100, 10, 0, 4, 250000000 + i, now() from generate_series(1, 120000) i;

update trades set quantity = quantity + 1;
update trades set quantity = quantity - 1;
update orders set status = 2, filled = quantity, updated_at = now() where status = 0;
update balances set quote_free = quote_free + 1, updated_at = now();
delete from orders where status = 4;
`

export const matchbook: System = {
  name: 'matchbook',
  env: ({ databaseUrl }) => ({ MATCHBOOK_DATABASE_URL: databaseUrl }),
  statements: ['create extension pg_stat_statements', matchbookTables, matchbookRows, matchbookWear],
  tasks: {
    'events-retention': retention('events', 'created_at', 90),
    'order-history-retention': retention('order_history', 'created_at', 180),
    vacuum: {
      steps: ['balances', 'candles', 'orders', 'trades'].map((table) => `vacuum:public.${table}`),
      goes: tablesFullOfDeadRows,
      stays: contentOf('select order_id, status, filled from orders'),
    },
    reindex: {
      steps: [
        'orders_pkey',
        'trades_pkey',
        'idx_trades_market_timestamp',
        'idx_order_history_order_id',
        'idx_order_history_created_at',
      ].map((index) => `reindex:public.${index}`),
      goes: inDatabase("select greatest(0, pg_relation_size('orders_pkey') - 6000000)"),
      stays: contentOf('select order_id from orders'),
    },
    check: looksOnly,
    horizon: looksOnly,
    size: looksOnly,
    'slow-queries': looksOnly,
    reclaim: {
      steps: ['reclaim:public.orders', 'reclaim:public.trades'],
      goes: inDatabase("select greatest(0, pg_relation_size('trades') - 8000000)"),
      stays: contentOf('select * from trades'),
    },
  },
}
