/** The value below which this part of the values lies, between the two nearest by rank. */
export function quantile(values: readonly number[], part: number): number {
  if (values.length === 0) throw new Error('no value was measured')
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * part
  const below = sorted[Math.floor(at)]!
  const above = sorted[Math.ceil(at)]!
  return below + (above - below) * (at - Math.floor(at))
}
