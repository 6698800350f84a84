/** How much of an object is of no use, and how well that is known. */
export type Measured = {
  readonly bytes: number
  /** What it would be right after it was written anew, estimated; null: the statistics don't say. */
  readonly neededBytes: number | null
  /** The same as pgstattuple found it; null: it wasn't asked. */
  readonly exactBytes: number | null
  /** The share of the table's rows that changed since the last ANALYZE; null: none is on record. */
  readonly changedShare: number | null
}

/**
 * fine, bloated: known. stale: an ANALYZE could make it bloated. unknown: the statistics are fresh and still don't say.
 */
export type Judgement = 'fine' | 'bloated' | 'stale' | 'unknown'

/** Statistics count as those of a fresh ANALYZE while no more than this share of the rows changed since. */
const freshShare = 0.02

/** The share of the object that is bloat, 0 to 1; null: unknown. */
export function bloatOf({ bytes, neededBytes, exactBytes }: Pick<Measured, 'bytes' | 'neededBytes' | 'exactBytes'>): number | null {
  const needed = exactBytes ?? neededBytes
  if (needed === null) return null
  return bytes === 0 ? 0 : Math.max(0, 1 - needed / bytes)
}

/**
 * Bloat counts only after a fresh ANALYZE (the project's rules for PostgreSQL, "REINDEX and bloat"). Where that is not given, an object is fine only when even the changes since
 * could not lift it over the limit; missing statistics never make it so. `limit`: from which share on it is bloated.
 */
export function judgeBloat(measured: Measured, limit: number): Judgement {
  const bloat = bloatOf(measured)
  if (measured.exactBytes !== null) return bloat! >= limit ? 'bloated' : 'fine'
  const { changedShare } = measured
  const fresh = changedShare !== null && changedShare <= freshShare
  if (!fresh) return bloat !== null && changedShare !== null && bloat + changedShare < limit ? 'fine' : 'stale'
  if (bloat === null) return 'unknown'
  return bloat >= limit ? 'bloated' : 'fine'
}
