import type { JsonObject } from '../../../base/json.ts'
import type { Checkable } from './objects.ts'
import type { Examined } from './examine.ts'

/** A damaged index, or a damaged stretch of a table. */
export type Damage = JsonObject & {
  readonly oid: number
  readonly kind: 'index' | 'table'
  /** As people write it. */
  readonly name: string
  readonly table: string | null
  /** Where the stretch begins; 0 for an index. */
  readonly from: number
  readonly messages: readonly string[]
  readonly foundAt: string
}

/** What was being checked when the server went down. */
export type Crash = JsonObject &
  Pick<Damage, 'oid' | 'kind' | 'name' | 'table' | 'from'> & {
    /** Its file then (pg_relation_filenode): what is rebuilt gets another one. */
    readonly file: number | null
    /** The beginning of the look. */
    readonly at: string
  }

export type PassedOver = JsonObject & { readonly oid: number; readonly name: string; readonly why: string; readonly at: string }

/**
 * One time around all objects, over as many runs as it takes. It goes by object id, so that what is checked next was not checked for longest; what is
 * made meanwhile has a higher one and is checked before it ends.
 */
export type Round = JsonObject & {
  readonly startedAt: string
  /** All objects up to this id are through. */
  readonly after: number
  /** Of the table in the midst of which the last run stopped: the block to go on with. */
  readonly within: { readonly oid: number; readonly block: number } | null
  /** What did not fit into the rest of the last run's time: when it doesn't fit into a whole one either, it is passed over. */
  readonly stuck: number | null
  readonly indexes: number
  readonly tables: number
}

export type Progress = JsonObject & {
  readonly round: Round
  /** The last round that came to its end, with the beginning of the look in which it did. */
  readonly lastRound: { readonly startedAt: string; readonly endedAt: string; readonly indexes: number; readonly tables: number } | null
  readonly damages: readonly Damage[]
  readonly passedOver: readonly PassedOver[]
  readonly crashes: readonly Crash[]
}

export const newRound = (startedAt: string): Round => ({ startedAt, after: 0, within: null, stuck: null, indexes: 0, tables: 0 })

/** The round as a run finds it: one that nobody has begun yet begins now. */
export const begun = (round: Round, now: string): Round =>
  round.after === 0 && round.within === null && round.stuck === null ? newRound(now) : round

/** The round is through: the next one begins with the next run. */
export const ended = (progress: Progress, now: string): Progress => {
  const { startedAt, indexes, tables } = progress.round
  return { ...progress, round: newRound(now), lastRound: { startedAt, endedAt: now, indexes, tables } }
}

/** More messages of one place are left out. */
const messagesKept = 10
const entriesKept = 200

/** Takes note of what came of one look. Pure. */
export function noted(
  progress: Progress,
  object: Pick<Checkable, 'oid' | 'kind'> & { readonly name: string; readonly table: string | null; readonly file?: number | null },
  from: number,
  result: Examined,
  now: string,
): Progress {
  const { oid, kind, name, table } = object
  const isThis = (damage: Damage): boolean => damage.oid === oid && damage.from === from
  const known = progress.damages.find(isThis)
  const otherDamages =
    result.state === 'gone' ? progress.damages.filter((damage) => damage.oid !== oid) : progress.damages.filter((damage) => !isThis(damage))
  const otherPassed = progress.passedOver.filter((passed) => passed.oid !== oid)
  if (result.state === 'slow') return progress
  if (result.state === 'crashed')
    return { ...progress, crashes: [...progress.crashes, { oid, kind, name, table, from, file: object.file ?? null, at: now }] }
  if (result.state === 'passed over')
    return { ...progress, passedOver: [...otherPassed, { oid, name, why: result.why, at: now }].slice(-entriesKept) }
  if (result.state !== 'damaged') return { ...progress, damages: otherDamages, passedOver: otherPassed }
  const messages = result.messages.slice(0, messagesKept)
  const damage = { oid, kind, name, table, from, messages, foundAt: known?.foundAt ?? now }
  // The first ones stay: a table that is damaged all over needs no more than so many places to be told.
  return { ...progress, damages: [...otherDamages, damage].slice(0, entriesKept), passedOver: otherPassed }
}

/** The round after one look of it: on to the next block or the next object. */
export function moved(round: Round, object: Pick<Checkable, 'oid' | 'kind'>, result: Examined): Round {
  if (result.state === 'slow') return { ...round, stuck: object.oid }
  const next = result.state === 'sound' || result.state === 'damaged' ? result.next : null
  if (next !== null) return { ...round, stuck: null, within: { oid: object.oid, block: next } }
  const counted = result.state === 'sound' || result.state === 'damaged' ? 1 : 0
  return {
    ...round,
    after: object.oid,
    within: null,
    stuck: null,
    indexes: round.indexes + (object.kind === 'index' ? counted : 0),
    tables: round.tables + (object.kind === 'table' ? counted : 0),
  }
}
