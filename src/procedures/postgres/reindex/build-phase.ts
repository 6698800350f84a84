/** A row of pg_stat_progress_create_index. */
export type BuildPhase = {
  readonly phase: string
  readonly blocksDone: number
  readonly blocks: number
  readonly rowsDone: number
  readonly rows: number
}

/**
 * The phases of a concurrent build in their order, and the percentage at which each begins: scanning the table and loading the tree take most of the time
 * (PostgreSQL documentation, 27.4.4 CREATE INDEX Progress Reporting).
 */
const phases: readonly (readonly [string, number])[] = [
  ['initializing', 0],
  ['waiting for writers before build', 0],
  ['building index', 1],
  ['building index: initializing', 1],
  ['building index: scanning table', 1],
  ['building index: sorting live tuples', 40],
  ['building index: loading tuples in tree', 50],
  ['waiting for writers before validation', 70],
  ['index validation: scanning index', 71],
  ['index validation: sorting tuples', 80],
  ['index validation: scanning table', 82],
  ['waiting for old snapshots', 97],
  ['waiting for readers before marking dead', 98],
  ['waiting for readers before dropping', 99],
]

/** How much of a build is done, 0 to 100; a phase that isn't known counts as the beginning. */
export function percentDone({ phase, blocksDone, blocks, rowsDone, rows }: BuildPhase): number {
  const at = phases.findIndex(([name]) => name === phase)
  if (at === -1) return 0
  const from = phases[at]![1]
  const to = phases[at + 1]?.[1] ?? 100
  const part = blocks > 0 ? blocksDone / blocks : rows > 0 ? rowsDone / rows : 0
  return Math.round(from + (to - from) * Math.min(1, part))
}
