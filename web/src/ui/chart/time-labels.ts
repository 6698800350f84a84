import { clockTime, hourMinute, shortDate } from '../time/absolute.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** The ends and the middle of a span: clock times within a day and a half, dates over longer ones. */
export function timeLabels(fromMs: number, toMs: number): readonly { readonly at: number; readonly text: string }[] {
  if (fromMs === toMs) return [{ at: fromMs, text: words(fromMs, 0, toMs) }]
  return [fromMs, (fromMs + toMs) / 2, toMs].map((at) => ({ at, text: words(at, toMs - fromMs, toMs) }))
}

function words(at: number, spanMs: number, nowMs: number): string {
  if (spanMs < hourMs / 6) return clockTime(at)
  if (spanMs < 1.5 * dayMs) return hourMinute(at)
  return spanMs < 3 * dayMs ? `${shortDate(at, nowMs)}, ${hourMinute(at)}` : shortDate(at, nowMs)
}
