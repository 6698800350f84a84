import { sql } from '../src/base/sql.ts'
import type { Db } from '../src/store/db.ts'

/** What the collector of the pretend platform does every few seconds: the latest values of every contract, upserted. Each call leaves a dead row for every contract. */
export async function collectLatest(db: Db, now: Date): Promise<number> {
  return await db.run(sql`
    insert into exchange_data (exchange, symbol, base_asset, quote_asset, funding_rate, funding_interval_hours, apr, index_price, mark_price, open_interest,
                               contract_type, market_type, timestamp, last_updated)
    select c.exchange, c.symbol, c.base_asset, c.quote_asset, latest.rate, c.interval_hours, latest.rate * 876000 / c.interval_hours, latest.price * 0.9998, latest.price,
           round((1e6 * (1 + 400 * c.own_phase * c.own_phase))::numeric, 2), 'perpetual', 'linear', ${now}::timestamptz, ${now}::timestamptz
    from sim.contract c cross join lateral (select sim.rate(c, ${now}::timestamptz) as rate, sim.price(c, ${now}::timestamptz) as price) latest
    on conflict (exchange, symbol) do update set
      funding_rate = excluded.funding_rate, funding_interval_hours = excluded.funding_interval_hours, apr = excluded.apr, index_price = excluded.index_price,
      mark_price = excluded.mark_price, open_interest = excluded.open_interest, timestamp = excluded.timestamp, last_updated = excluded.last_updated`)
}

/** Z-score and percentile of every contract over its last 30 days, as the statistics worker keeps them: the latest only, none below ten points. */
export async function computeStatistics(db: Db, now: Date): Promise<number> {
  return await db.run(sql`
    with latest as materialized (select c.*, sim.rate(c, ${now}::timestamptz) as rate, 876000.0 / c.interval_hours as f from sim.contract c),
    history as (
      select exchange, symbol, avg(funding_rate) as mean, stddev_samp(funding_rate) as sd, min(funding_rate) as low, max(funding_rate) as high,
             count(*)::integer as n, round(count(*) filter (where funding_rate <= rate) * 100.0 / count(*), 2) as percentile
      from funding_rates_historical join latest using (exchange, symbol)
      where funding_time > ${now}::timestamptz - interval '30 days'
      group by exchange, symbol having count(*) >= 10
    )
    insert into funding_statistics (exchange, symbol, base_asset, current_funding_rate, current_apr, current_z_score, current_z_score_apr, current_percentile,
                                    current_percentile_apr, mean_30d, mean_30d_apr, std_dev_30d, std_dev_30d_apr, min_30d, min_30d_apr, max_30d, max_30d_apr,
                                    data_points, expected_points, completeness_percentage, confidence_level, funding_interval_hours, update_zone, calculated_at)
    select exchange, symbol, base_asset, rate, rate * f, z, z, percentile, percentile, mean, mean * f, sd, sd * f, low, low * f, high, high * f, n, 720 / interval_hours,
           least(100, round(n * 100.0 / (720 / interval_hours), 2)),
           case when n < 30 then 'low' when n < 90 then 'medium' when n < 180 then 'high' else 'very high' end,
           interval_hours, case when abs(z) > 2 then 'active' else 'stable' end, ${now}::timestamptz
    from history join latest using (exchange, symbol)
    cross join lateral (select round((rate - mean) / nullif(sd, 0), 10) as z) score
    on conflict (exchange, symbol) do update set
      current_funding_rate = excluded.current_funding_rate, current_apr = excluded.current_apr, current_z_score = excluded.current_z_score,
      current_z_score_apr = excluded.current_z_score_apr, current_percentile = excluded.current_percentile, current_percentile_apr = excluded.current_percentile_apr,
      mean_30d = excluded.mean_30d, mean_30d_apr = excluded.mean_30d_apr, std_dev_30d = excluded.std_dev_30d, std_dev_30d_apr = excluded.std_dev_30d_apr,
      min_30d = excluded.min_30d, min_30d_apr = excluded.min_30d_apr, max_30d = excluded.max_30d, max_30d_apr = excluded.max_30d_apr,
      data_points = excluded.data_points, expected_points = excluded.expected_points, completeness_percentage = excluded.completeness_percentage,
      confidence_level = excluded.confidence_level, update_zone = excluded.update_zone, calculated_at = excluded.calculated_at`)
}

/**
 * A backfill that somebody has set to 41 days where the platform keeps 30: it writes one old hour again, of every contract, another one each minute. Rows that
 * retention has just taken away are back, a few thousand at a time.
 */
export async function backfillTooFar(db: Db, now: Date): Promise<number> {
  const slot = Math.floor(now.getTime() / 60_000) % 30
  const eightHoursMs = 8 * 3_600_000
  const at = new Date(Math.floor((now.getTime() - 31 * 86_400_000) / eightHoursMs) * eightHoursMs - slot * eightHoursMs)
  return await db.run(sql`
    insert into funding_rates_historical (exchange, symbol, base_asset, funding_rate, funding_time, mark_price, funding_interval_hours)
    select c.exchange, c.symbol, c.base_asset, sim.rate(c, ${at}::timestamptz), ${at}::timestamptz, sim.price(c, ${at}::timestamptz), c.interval_hours
    from sim.contract c on conflict do nothing`)
}
