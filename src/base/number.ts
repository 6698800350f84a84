/** A number as people read it, whatever their language: `1,198,925`, `0.35`. */
export const formatNumber = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 })

/** `1 row`, `1,198,925 rows`. */
export const countOf = (count: number, noun: string): string => `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`
