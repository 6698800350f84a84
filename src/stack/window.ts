import type { Window } from './model.ts'
import { nextDue, previousDue } from './next-due.ts'
import { readLocalTime } from './local-time.ts'
import { momentsOf } from './zone.ts'

/** Whether disruptive steps may run just now: until when, or from when on. `opensAt` is null when the window never opens again. */
export type WindowState = { readonly open: true; readonly until: Date } | { readonly open: false; readonly opensAt: Date | null }

/** So many occurrences that touch are joined; what is open for longer says so again when it is asked later. */
const joinedAtMost = 100

/**
 * The state of a window at a moment. It is open from the very start of each span and closed from its very end on.
 * A recurring window lasts its length in elapsed time, over midnight and over a change of the clocks; spans that overlap or touch are one.
 * A single window goes from one wall time to the other; a time that comes twice means its first coming, a missing one the first moment after the gap.
 */
export function windowAt(window: Window, timezone: string, at: Date): WindowState {
  if (window.kind === 'single') {
    const { from, to } = spanOf(window, timezone)
    if (at < from) return { open: false, opensAt: from }
    return at < to ? { open: true, until: to } : { open: false, opensAt: null }
  }
  const start = previousDue(window.cadence, timezone, new Date(at.getTime() + 1))
  if (!start || at.getTime() >= start.getTime() + window.forMs) return { open: false, opensAt: nextDue(window.cadence, timezone, at) }
  let until = start.getTime() + window.forMs
  let last = start
  for (let joined = 0; joined < joinedAtMost; joined++) {
    const next = nextDue(window.cadence, timezone, last)
    if (!next || next.getTime() > until) break
    until = next.getTime() + window.forMs
    last = next
  }
  return { open: true, until: new Date(until) }
}

/** The moments at which a single window opens and closes. */
export function spanOf(window: Extract<Window, { kind: 'single' }>, timezone: string): { readonly from: Date; readonly to: Date } {
  const moment = (text: string): Date => new Date(momentsOf(timezone, readLocalTime(text)).first)
  return { from: moment(window.from), to: moment(window.to) }
}
