import type { Db } from '../src/store/db.ts'

/**
 * The tables of the funding platform under the names that its users know, and a schema `sim` for what the pretend market needs to go on.
 * Latest values are upserted into exchange_data; its index on last_updated, which the health check reads, is touched by each of these
 * updates, so none of them is a HOT update and each leaves a dead row and a dead index entry: the trouble that vacuum is for.
 */
const tables = `
create table if not exists exchange_data (
  exchange text not null,
  symbol text not null,
  base_asset text not null,
  quote_asset text not null,
  funding_rate numeric(20,10),
  funding_interval_hours integer,
  apr numeric(20,10),
  index_price numeric(30,10),
  mark_price numeric(30,10),
  open_interest numeric(30,10),
  contract_type text,
  market_type text,
  timestamp timestamptz,
  last_updated timestamptz not null default now(),
  unique (exchange, symbol)
);
create index if not exists exchange_data_last_updated on exchange_data (last_updated);
create index if not exists exchange_data_base_asset on exchange_data (base_asset);

create table if not exists funding_rates_historical (
  exchange text not null,
  symbol text not null,
  base_asset text not null,
  funding_rate numeric(20,10) not null,
  funding_time timestamptz not null,
  mark_price numeric(30,10),
  funding_interval_hours integer not null,
  created_at timestamptz not null default now(),
  unique (exchange, symbol, funding_time)
);
create index if not exists funding_rates_historical_funding_time on funding_rates_historical (funding_time);

create table if not exists funding_statistics (
  exchange text not null,
  symbol text not null,
  base_asset text not null,
  current_funding_rate numeric(20,10),
  current_apr numeric(20,10),
  current_z_score numeric(20,10),
  current_z_score_apr numeric(20,10),
  current_percentile numeric(20,10),
  current_percentile_apr numeric(20,10),
  mean_30d numeric(20,10),
  mean_30d_apr numeric(20,10),
  std_dev_30d numeric(20,10),
  std_dev_30d_apr numeric(20,10),
  min_30d numeric(20,10),
  min_30d_apr numeric(20,10),
  max_30d numeric(20,10),
  max_30d_apr numeric(20,10),
  data_points integer,
  expected_points integer,
  completeness_percentage numeric(6,2),
  confidence_level text,
  funding_interval_hours integer,
  update_zone text,
  calculated_at timestamptz not null default now(),
  unique (exchange, symbol)
);

create table if not exists arbitrage_spreads (
  asset text not null,
  exchange_long text not null,
  exchange_short text not null,
  long_rate numeric(20,10),
  short_rate numeric(20,10),
  funding_rate_spread numeric(20,10),
  apr_spread numeric(20,10),
  recorded_at timestamptz not null,
  unique (asset, exchange_long, exchange_short, recorded_at)
);
create index if not exists arbitrage_spreads_recorded_at on arbitrage_spreads (recorded_at);

create table if not exists contract_metadata (
  exchange text not null,
  symbol text not null,
  base_asset text not null,
  funding_interval_hours integer not null,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  is_active boolean not null default true,
  data_quality_score numeric(6,2),
  notes text,
  primary key (exchange, symbol)
);
`

const simTables = `
create schema if not exists sim;
create table if not exists sim.contract (
  exchange text not null,
  symbol text not null,
  base_asset text not null,
  quote_asset text not null,
  interval_hours integer not null,
  price double precision not null,
  -- Two stable numbers from 0 to 1: what sets a contract, and an asset, apart from the others.
  own_phase double precision not null,
  asset_phase double precision not null,
  primary key (exchange, symbol)
);
-- One row: how far the pretend past has been written.
create table if not exists sim.seed (
  only_one boolean primary key default true check (only_one),
  written_through timestamptz not null
);
`

/** Creates what is missing; changes nothing that is there. */
export async function createFundingTables(db: Db): Promise<void> {
  await db.run({ text: tables, values: [] })
}

export async function createSimTables(db: Db): Promise<void> {
  await createFundingTables(db)
  await db.run({ text: simTables, values: [] })
  // A trouble on purpose: somebody once turned autovacuum off here, "because it was always busy with this table".
  await db.run({ text: 'alter table exchange_data set (autovacuum_enabled = false)', values: [] })
}
