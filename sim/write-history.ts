import { sql } from '../src/base/sql.ts'
import type { Db } from '../src/store/db.ts'

const hourMs = 3_600_000

/**
 * Writes the funding points of every contract in [from, to), and the hourly spreads between the exchanges of the best known assets, generated inside
 * the server. A rate depends on its contract and hour alone, so that it is the same whenever it is written; a point that is there stays as it is.
 * Returns how many points were written.
 */
export async function writeHistory(db: Db, from: Date, to: Date): Promise<number> {
  if (from >= to) return 0
  const first = new Date(Math.ceil(from.getTime() / hourMs) * hourMs)
  const points = await db.run(sql`
    insert into funding_rates_historical (exchange, symbol, base_asset, funding_rate, funding_time, mark_price, funding_interval_hours, created_at)
    select c.exchange, c.symbol, c.base_asset, sim.rate(c, at), at, sim.price(c, at), c.interval_hours, at + interval '5 seconds'
    from generate_series(${first}::timestamptz, ${to}::timestamptz - interval '1 microsecond', interval '1 hour') at
    join sim.contract c on extract(hour from at at time zone 'UTC')::integer % c.interval_hours = 0
    on conflict do nothing`)
  await db.run(sql`
    with point as materialized (
      select base_asset as asset, exchange, funding_time, funding_rate as rate, funding_rate / funding_interval_hours as hourly
      from funding_rates_historical
      where funding_time >= ${first}::timestamptz and funding_time < ${to}::timestamptz and base_asset = any(${spreadAssets}::text[])
        and extract(hour from funding_time at time zone 'UTC')::integer % 8 = 0
    )
    insert into arbitrage_spreads (asset, exchange_long, exchange_short, long_rate, short_rate, funding_rate_spread, apr_spread, recorded_at)
    select asset, low.exchange, high.exchange, low.rate, high.rate, high.hourly - low.hourly, (high.hourly - low.hourly) * 876000, funding_time
    from point low join point high using (asset, funding_time)
    where (low.hourly, low.exchange) < (high.hourly, high.exchange)
    on conflict do nothing`)
  return points
}

const spreadAssets = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'BNB', 'AVAX', 'LINK', 'SUI', 'HYPE']

/**
 * The pretend market. A rate swings with its asset over days (by up to 0.03 % in 8 h around 0.01 %), with its exchange a little apart and some noise by
 * the hour; a price swings by a tenth around that of its contract.
 */
export const marketFunctions = `
create or replace function sim.noise(phase double precision, hour double precision) returns double precision language sql immutable parallel safe as $$
  select (hashint8extended((hour + phase * 1e12)::bigint, 2275) & 65535) / 65535.0::double precision
$$;
create or replace function sim.rate(c sim.contract, at timestamptz) returns numeric language sql immutable parallel safe as $$
  select round((c.interval_hours / 8.0::double precision * (0.0001
    + 0.0003 * sin(extract(epoch from at)::double precision / (86400 * (1 + 4 * c.asset_phase)) + 6.28 * c.asset_phase)
    + 0.00005 * sin(extract(epoch from at)::double precision / 40000 + 6.28 * c.own_phase)
    + 0.0001 * (sim.noise(c.own_phase, extract(epoch from at)::double precision / 3600) - 0.5)))::numeric, 10)
$$;
create or replace function sim.price(c sim.contract, at timestamptz) returns numeric language sql immutable parallel safe as $$
  select round((c.price * (1 + 0.1 * sin(extract(epoch from at)::double precision / 300000 + 6.28 * c.asset_phase)))::numeric, 10)
$$;
`
