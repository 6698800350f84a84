import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFundingTables } from '../../sim/funding-schema.ts'
import { access, contentOf, inDatabase, looksOnly, retention, settings, signed, tablesFullOfDeadRows } from './system.ts'
import type { System } from './system.ts'

/**
 * Rows for the funding platform's tables (sim/funding-schema.ts makes those): latest values that were upserted many times, and history and spreads on both sides of 30 days.
 * Nobody else cleans up: autovacuum is off.
 */
const fundingRows = `
alter table exchange_data set (autovacuum_enabled = false);
alter table funding_rates_historical set (autovacuum_enabled = false);
alter table arbitrage_spreads set (autovacuum_enabled = false);

insert into exchange_data (exchange, symbol, base_asset, quote_asset, funding_rate, funding_interval_hours, apr, mark_price, timestamp)
  select e, 'COIN' || i || 'USDT', 'COIN' || i, 'USDT', 0.0001, 8, 10.95, 100 + i, now()
  from unnest(array['binance', 'bybit', 'kucoin']) e, generate_series(1, 300) i;

-- Hourly for 45 days: 15 of them are out of retention.
insert into funding_rates_historical (exchange, symbol, base_asset, funding_rate, funding_time, funding_interval_hours)
  select e, 'COIN' || i || 'USDT', 'COIN' || i, 0.0001 * (h % 7 - 3), date_trunc('hour', now()) - h * interval '1 hour', 1
  from unnest(array['binance', 'bybit', 'kucoin']) e, generate_series(1, 15) i, generate_series(1, 45 * 24) h;

insert into arbitrage_spreads (asset, exchange_long, exchange_short, long_rate, short_rate, funding_rate_spread, apr_spread, recorded_at)
  select 'COIN' || i, 'binance', 'bybit', 0.0001, 0.0003, 0.0002, 21.9, date_trunc('hour', now()) - h * interval '1 hour'
  from generate_series(1, 15) i, generate_series(1, 45 * 24) h;
`

/** Three batches of the collector: each leaves a dead row for every contract. */
const fundingWear = `
update exchange_data set funding_rate = funding_rate * 1.01, last_updated = now();
update exchange_data set funding_rate = funding_rate * 0.99, last_updated = now();
update exchange_data set funding_rate = funding_rate * 1.02, last_updated = now();
`

const oldLogs = ['data_collector.log.20260101', 'spread_collector.log.20260102.gz']

export const funding: System = {
  name: 'funding',
  env: ({ databaseUrl, serviceUrl, folder }) => ({
    FUNDING_DATABASE_URL: databaseUrl,
    FUNDING_API_URL: serviceUrl,
    FUNDING_LOGS: join(folder, 'logs'),
  }),
  prepare: async (db, folder) => {
    await createFundingTables(db)
    await mkdir(join(folder, 'logs'))
    for (const name of [...oldLogs, 'data_collector.log', 'notes.txt']) await writeFile(join(folder, 'logs', name), 'a line\n')
    const lastMonth = new Date(Date.now() - 30 * 86_400_000)
    for (const name of [...oldLogs, 'notes.txt']) await utimes(join(folder, 'logs', name), lastMonth, lastMonth)
  },
  statements: ['create extension pg_stat_statements', fundingRows, fundingWear],
  tasks: {
    'api-health': looksOnly,
    check: looksOnly,
    horizon: looksOnly,
    'old-logs': {
      steps: ['run'],
      goes: async ({ folder }) => (await readdir(join(folder, 'logs'))).filter((name) => oldLogs.includes(name)).length,
      stays: async ({ folder }) => (await readdir(join(folder, 'logs'))).filter((name) => !oldLogs.includes(name)).toSorted(),
    },
    'history-retention': retention('funding_rates_historical', 'funding_time', 30),
    size: looksOnly,
    host: looksOnly,
    'spreads-retention': retention('arbitrage_spreads', 'recorded_at', 30),
    vacuum: {
      steps: ['vacuum:public.exchange_data'],
      goes: tablesFullOfDeadRows,
      stays: contentOf('select exchange, symbol, funding_rate from exchange_data'),
    },
    'slow-queries': looksOnly,
    reindex: { steps: ['reindex:public.funding_rates_historical_exchange_symbol_funding_time_key'] },
    access,
    settings,
    metrics: signed,
    costs: signed,
    performance: signed,
    contacts: signed,
    savings: signed,
    documentation: signed,
    security: signed,
    architecture: signed,
    clear: {
      steps: [...['exchange_data', 'funding_rates_historical', 'arbitrage_spreads'].map((table) => `archive:public.${table}`), 'truncate'],
      goes: inDatabase(
        'select (select count(*) from exchange_data) + (select count(*) from funding_rates_historical) + (select count(*) from arbitrage_spreads)',
      ),
      stays: inDatabase("select count(*) from pg_tables where schemaname = 'public'"),
    },
  },
}
