export type Point = { readonly at: number; readonly value: number }

export type Axis = {
  readonly from: number
  readonly to: number
  readonly ticks: readonly { readonly value: number; readonly text: string }[]
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** A change of less than this share of the whole is noise: the axis is never stretched further. */
const leastSpan = 0.01

/**
 * A value axis in bytes with a few round labels, all in the unit of the largest value and with as many decimals as tell them apart. It begins at zero when the
 * values use a good part of the height then; else just below the least, so that a change of a few hundredths is still to be seen.
 */
export function byteAxis(values: readonly number[]): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const margin = Math.max((most - least) * 0.15, (most * leastSpan) / 2, 1)
  const from = least <= most / 2 ? 0 : Math.max(0, least - margin)
  const to = most + margin
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, most)) / 10)))
  const unit = 1024 ** power
  const step = roundStep((to - from) / unit / 3)
  const decimals = Math.max(0, -Math.floor(Math.log10(step)))
  const first = Math.ceil(from / unit / step)
  const last = Math.floor(to / unit / step)
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => (first + place) * step)
  return { from, to, ticks: ticks.map((value) => ({ value: value * unit, text: `${value.toFixed(decimals)} ${units[power]}` })) }
}

/** The smallest of 1, 2 or 5 with any number of zeros that is at least so large. */
function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast))
  return power * ([1, 2, 5, 10].find((step) => step * power >= atLeast) ?? 10)
}

/** Where on the axis, 0 to 1. */
export const placeOn = (value: number, from: number, to: number): number => (to === from ? 0.5 : (value - from) / (to - from))

/** The point that lies nearest to a moment. */
export const nearestTo = (points: readonly Point[], at: number): Point | undefined =>
  points.reduce<Point | undefined>((best, point) => (best && Math.abs(best.at - at) <= Math.abs(point.at - at) ? best : point), undefined)
