import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { displayName } from '../table-name.ts'
import { examine } from './examine.ts'
import type { Examined } from './examine.ts'
import { nextObjects, readFiles } from './objects.ts'
import type { Checkable, Scope } from './objects.ts'
import { begun, ended, moved, noted } from './progress.ts'
import type { Damage, Progress } from './progress.ts'
import { isSetAside, stillSetAside } from './set-aside.ts'

export type Checking = {
  readonly scope: Scope
  readonly signal: AbortSignal
  /** The server's clock at the beginning of the look. */
  readonly now: string
  /** Of the server, then. */
  readonly life: string
}

/** What is left of the time of one run. */
type Budget = { leftMs(): number }

/**
 * Goes on with the round until it ends or the time is up, and returns what is known then. Promises: it begins with what was found damaged before, so
 * that a repair is seen at once; nothing is checked twice in one run; it stops within one index or 16 MiB of a table when the signal says so;
 * whatever takes longer than a whole run is passed over, and never holds up the rest; what the server goes down over ends the run, and is not checked again before a person has seen to it.
 */
export async function checkOn(target: PostgresTarget, progress: Progress, checking: Checking): Promise<Progress> {
  const all = checking.scope.params.budget
  const whole = startBudget(all)
  const crashes = await stillSetAside(target, progress.crashes, checking.scope)
  let state = await lookAgain(target, { ...progress, crashes, round: begun(progress.round, checking.now) }, checking, whole)
  if (isDown(state, checking)) return state
  let batch = await nextObjects(target, checking.scope, state.round.after, objectsAtOnce)
  // Whatever came before it took: each run gets on.
  const budget = startBudget(Math.max(whole.leftMs(), all / 2))
  for (;;) {
    for (const object of batch) {
      state = await checkOne(target, state, object, checking, budget)
      if (state.round.after !== object.oid) return state
    }
    if (batch.length < objectsAtOnce) return ended(state, checking.now)
    batch = await nextObjects(target, checking.scope, state.round.after, objectsAtOnce)
  }
}

const objectsAtOnce = 1_000

/** One index, or one table from where it was left to its end or that of the time: then the round stands before it. */
async function checkOne(
  target: PostgresTarget,
  before: Progress,
  object: Checkable,
  checking: Checking,
  budget: Budget,
): Promise<Progress> {
  const named = { ...object, name: displayName(object), table: object.table && displayName(object.table) }
  let state = before
  if (isSetAside(state, named, checking.scope)) return { ...state, round: moved(state.round, object, { state: 'crashed' }) }
  for (let from = startOf(state, object); ;) {
    checking.signal.throwIfAborted()
    const leftMs = budget.leftMs()
    if (leftMs <= 0) return state
    const result = await look(target, { ...object, from }, leftMs, checking)
    if (result.state === 'slow' && state.round.stuck !== object.oid) return { ...state, round: moved(state.round, object, result) }
    // The round stays before it, and so the run ends.
    if (result.state === 'crashed') return noted(state, named, from, result, checking.now)
    const answer: Examined = result.state === 'slow' ? tooSlow : result
    state = noted({ ...state, round: moved(state.round, object, answer) }, named, from, answer, checking.now)
    if (state.round.within?.oid !== object.oid) return state
    from = state.round.within.block
  }
}

const tooSlow: Examined = { state: 'passed over', why: 'to check it takes longer than the `budget` of a run' }

const startOf = ({ round }: Progress, object: Checkable): number => (round.within?.oid === object.oid ? round.within.block : 0)

/** Damage that was repaired is no finding any more. Takes half of the time at most. */
async function lookAgain(target: PostgresTarget, progress: Progress, checking: Checking, budget: Budget): Promise<Progress> {
  const files = await readFiles(
    target,
    [...progress.damages, ...progress.passedOver].map(({ oid }) => oid),
  )
  const stay = <Entry extends { readonly oid: number }>(entries: readonly Entry[]): readonly Entry[] =>
    entries.filter(({ oid }) => files.has(oid))
  let state: Progress = { ...progress, damages: stay(progress.damages), passedOver: stay(progress.passedOver) }
  const halfMs = budget.leftMs() / 2
  for (const damage of state.damages) {
    checking.signal.throwIfAborted()
    const leftMs = budget.leftMs() - halfMs
    if (leftMs <= 0 || !mayCheck(damage, checking) || isSetAside(state, damage, checking.scope)) continue
    const again = { ...damage, file: files.get(damage.oid) ?? null }
    state = noted(state, again, damage.from, await look(target, damage, leftMs, checking), checking.now)
    if (isDown(state, checking)) return state
  }
  return state
}

/** Whether the server went down in this very look: then its connection is gone. */
export const isDown = ({ crashes }: Progress, { now }: Pick<Checking, 'now'>): boolean => crashes.some(({ at }) => at === now)

const mayCheck = ({ kind }: Damage, { scope }: Checking): boolean => (kind === 'index' ? scope.amcheck.indexes : scope.amcheck.tables)

const look = (
  target: PostgresTarget,
  what: { oid: number; kind: 'index' | 'table'; from: number },
  timeoutMs: number,
  { scope, signal, life }: Checking,
): Promise<Examined> =>
  examine(target, scope.amcheck, {
    ...what,
    timeoutMs,
    signal,
    life,
    heapallindexed: scope.params.heapallindexed && scope.amcheck.heapallindexed,
  })

function startBudget(ms: number): Budget {
  const end = performance.now() + ms
  return { leftMs: () => end - performance.now() }
}
