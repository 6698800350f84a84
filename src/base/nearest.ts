/**
 * The candidate that somebody who wrote `word` may have meant, or null when none is near: at most two mistakes in every five characters of
 * its longest part (a wrong, missing, additional or swapped one), or the word is a whole part of the name (`vacuum` of `postgres.vacuum`, `Berlin` of `Europe/Berlin`).
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const wanted = word.toLowerCase()
  let best: string | null = null
  let bestDistance = Infinity
  for (const candidate of candidates) {
    const name = candidate.toLowerCase()
    const parts = partsOf(name)
    // By the longest part, not the whole: `postgres.` in both says nothing about what follows it.
    const limit = Math.max(1, Math.floor(0.4 * Math.max(...[...parts, ...partsOf(wanted)].map((part) => part.length))))
    const distance = parts.length > 1 && parts.includes(wanted) ? 0.5 : mistakes(wanted, name, Math.min(limit, bestDistance))
    if (distance <= limit && distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

const partsOf = (name: string): string[] => name.split(/[./_-]/)

/** The optimal string alignment distance; Infinity as soon as it can't be `limit` or less. */
function mistakes(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Infinity
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) row[j] = Math.min(row[j]!, beforeLast[j - 2]! + 1)
    }
    if (Math.min(...row) > limit) return Infinity
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
