import type { Json, JsonObject } from '../../../base/json.ts'

/** An index or table as it was right after Upkeep wrote it anew. */
export type Rewritten = JsonObject & {
  /** As people write it. */
  readonly name: string
  /** Names the columns and the like: what was dropped and created otherwise since is something else. */
  readonly definition: string
  readonly bytes: number
  readonly rows: number
}

/** What an outcome says when its step wrote something anew. */
export const rewrittenIn = (outcome: JsonObject | undefined): Rewritten | null => (outcome?.['rewritten'] as Rewritten | undefined) ?? null

/** Those of the last observation; it may come from an older version of Upkeep, so nothing is taken for granted about it. */
export function rewrittenBefore(previous: Json): readonly Rewritten[] {
  const kept = (previous as { readonly rewritten?: unknown } | null)?.rewritten
  return Array.isArray(kept) ? (kept as readonly Rewritten[]) : []
}

/**
 * What it needs now, by what it needed then: bytes for each row don't change much, and no estimate knows them better. So what was just written anew is
 * never taken for bloated because an estimate is off. Null: it was never written anew by this task, or was empty then.
 */
export function neededByPast(past: Rewritten | undefined, now: { readonly definition: string; readonly rows: number }): number | null {
  if (!past || past.definition !== now.definition || past.rows <= 0 || now.rows < 0) return null
  return Math.round(past.bytes * (now.rows / past.rows))
}
