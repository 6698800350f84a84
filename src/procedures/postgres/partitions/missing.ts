import { periodsFrom } from './period.ts'
import type { Calendar } from './period.ts'

/** A range on a line of time; null: no limit on that side. */
export type Range = { readonly from: string | null; readonly to: string | null }
type Span = { readonly from: string; readonly to: string }

/** A span without a partition, within one period. */
export type Piece = Span & {
  /** The beginning of its period as a clock shows it. */
  readonly wallMs: number
  /** All of its period is missing. */
  readonly whole: boolean
}

const startMs = ({ from }: Range): number => (from === null ? -Infinity : Date.parse(from))
const endMs = ({ to }: Range): number => (to === null ? Infinity : Date.parse(to))

/** What of a span is in none of the ranges. */
export function uncovered(span: Span, ranges: readonly Range[]): readonly Span[] {
  const holes: Span[] = []
  let from = span.from
  for (const range of ranges.toSorted((a, b) => startMs(a) - startMs(b))) {
    if (startMs(range) >= Date.parse(span.to)) break
    if (range.from !== null && startMs(range) > Date.parse(from)) holes.push({ from, to: range.from })
    if (endMs(range) >= Date.parse(span.to)) return holes
    if (endMs(range) > Date.parse(from)) from = range.to!
  }
  return [...holes, { from, to: span.to }]
}

/** The span from the end of the first range to the beginning of the last one; null when nothing can lie between. */
function between(ranges: readonly Range[]): Span | null {
  const from = ranges.toSorted((a, b) => startMs(a) - startMs(b))[0]?.to
  const to = ranges.toSorted((a, b) => endMs(b) - endMs(a))[0]?.from
  return typeof from === 'string' && typeof to === 'string' && Date.parse(from) < Date.parse(to) ? { from, to } : null
}

/** Gaps of more periods than this are not filled: somebody meant something by them. */
export const mostPieces = 200

/** What is missing in a span and between partitions (`spans`), cut where periods begin (`pieces`). A gap that is too wide to fill is `wide`. */
export function missingIn(
  wanted: Span,
  ranges: readonly Range[],
  calendar: Calendar,
): { readonly pieces: readonly Piece[]; readonly gaps: readonly Span[]; readonly wide: readonly Span[] } {
  const around = between([...ranges, wanted])
  const gaps = around === null ? [] : uncovered(around, [...ranges, wanted])
  const filled = gaps.map((gap) => ({ gap, pieces: cut(gap, calendar) }))
  const kept = filled.filter(({ pieces }) => pieces.length <= mostPieces)
  return {
    pieces: [
      ...kept.flatMap(({ pieces }) => pieces),
      ...uncovered(wanted, ranges).flatMap((span) => cut(span, calendar, Infinity)),
    ].toSorted((a, b) => a.from.localeCompare(b.from)),
    gaps: kept.map(({ gap }) => gap),
    wide: filled.filter(({ pieces }) => pieces.length > mostPieces).map(({ gap }) => gap),
  }
}

/** A span, cut where periods begin; at most `mostPieces` + 1 of them unless told. */
function cut(span: Span, calendar: Calendar, most = mostPieces + 1): readonly Piece[] {
  const pieces: Piece[] = []
  for (let from = span.from; Date.parse(from) < Date.parse(span.to) && pieces.length < most;) {
    const period = periodsFrom(from, calendar, 1)[0]!
    const to = Date.parse(period.to) < Date.parse(span.to) ? period.to : span.to
    pieces.push({ from, to, wallMs: period.wallMs, whole: from === period.from && to === period.to })
    from = to
  }
  return pieces
}
