import type { JsonObject } from '../../../base/json.ts'

/** What an earlier look saw: each observation carries a few, so that growth has something to be measured against. */
export type Sample = JsonObject & {
  readonly at: string
  readonly databaseBytes: number
  /** Of the largest tables. */
  readonly tables: { readonly [table: string]: number }
}

/** Samples are this part of the span apart. */
const spacing = 1 / 8

/**
 * The samples that the next observation carries: those within the span, spread out, and always the last one. When all are older than the span, the
 * last alone: old growth is better than none.
 */
export function carried(samples: readonly Sample[], now: string, spanMs: number): readonly Sample[] {
  const fresh = samples.filter((sample) => Date.parse(now) - Date.parse(sample.at) <= spanMs)
  const candidates = fresh.length > 0 ? fresh : samples.slice(-1)
  return candidates.reduce<readonly Sample[]>((kept, sample, index) => {
    const before = kept.at(-1)
    const far = before === undefined || Date.parse(sample.at) - Date.parse(before.at) >= spanMs * spacing
    return far || index === candidates.length - 1 ? [...kept, sample] : kept
  }, [])
}

export type Growth = {
  readonly bytes: number
  readonly overMs: number
  /** null: the span is too short to say. */ readonly bytesPerDay: number | null
}

/** A rate from less than an hour is noise: one checkpoint or one batch of inserts would decide it. */
const shortestMs = 3_600_000
const dayMs = 86_400_000

export function growthSince(
  then: { readonly at: string; readonly bytes: number },
  now: { readonly at: string; readonly bytes: number },
): Growth {
  const bytes = now.bytes - then.bytes
  const overMs = Date.parse(now.at) - Date.parse(then.at)
  return { bytes, overMs, bytesPerDay: overMs >= shortestMs ? Math.round((bytes / overMs) * dayMs) : null }
}
