const counts = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** `1,204,551`; at most two places after the point. */
export const count = (value: number): string => counts.format(value)

/** `1.2M` from ten thousand on, else the number itself: for lists, with the whole number in a tooltip. */
export const roughly = (value: number): string => (Math.abs(value) < 10_000 ? counts.format(value) : compact.format(value))

/** Powers of 1024, three digits that matter: `1.75 GiB`, `14.2 MiB`, `812 B`. */
export function bytes(value: number): string {
  const power = Math.min(binary.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, Math.abs(value))) / 10)))
  const scaled = value / 1024 ** power
  const places = power === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.max(1, Math.abs(scaled)))))
  return `${scaled.toFixed(places)} ${binary[power]}`
}

/** Two units that matter, from milliseconds up: `41 ms`, `3.2 s`, `2 min 5 s`, `1 h 4 min`, `3 d 2 h`. */
export function duration(ms: number): string {
  if (Math.abs(ms) < 1_000) return `${count(Math.abs(ms) < 10 ? ms : Math.round(ms))} ms`
  if (ms < 59_500) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`.replace('.0 ', ' ')
  const seconds = Math.round(ms / 1_000)
  if (seconds < 3_600) return two(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 1_440) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(minutes / 60)
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

const two = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  `${large} ${largeUnit}${small === 0 ? '' : ` ${small} ${smallUnit}`}`

/** `3 runs`, `1 run`. */
export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`
