import { clockTime, hourMinute, shortDate, zoneName } from '../time/absolute.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** The ends and the middle of a span: clock times within a day and a half, the last with its zone; dates over longer ones. */
export function timeLabels(fromMs: number, toMs: number): readonly { readonly at: number; readonly text: string }[] {
  if (fromMs === toMs) return [{ at: fromMs, text: words(fromMs, 0, toMs) }]
  const spanMs = toMs - fromMs
  const labels = [fromMs, (fromMs + toMs) / 2, toMs].map((at) => ({ at, text: words(at, spanMs, toMs) }))
  return spanMs < 1.5 * dayMs ? labels.with(2, { at: toMs, text: `${labels[2]!.text} ${zoneName(toMs)}` }) : labels
}

function words(at: number, spanMs: number, nowMs: number): string {
  if (spanMs < hourMs / 6) return clockTime(at)
  if (spanMs < 1.5 * dayMs) return hourMinute(at)
  return spanMs < 3 * dayMs ? `${shortDate(at, nowMs)}, ${hourMinute(at)}` : shortDate(at, nowMs)
}
