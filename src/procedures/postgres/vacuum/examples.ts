import type { Holder, Horizon } from './horizon.ts'
import type { SeenTable } from './needs.ts'
import type { SeenParent } from './parent-care.ts'
import type { Thresholds } from './table-care.ts'

/** Plain values for the tests of this folder: PostgreSQL's defaults, and a table that needs nothing. */
export const server: Thresholds = {
  vacuumThreshold: 50,
  vacuumScaleFactor: 0.2,
  vacuumMaxThreshold: -1,
  insertThreshold: 1_000,
  insertScaleFactor: 0.2,
  analyzeThreshold: 50,
  analyzeScaleFactor: 0.1,
  freezeMaxAge: 200_000_000,
  multixactFreezeMaxAge: 400_000_000,
}

export const table = (more: Partial<SeenTable>): SeenTable => ({
  schema: 'public',
  name: 'trades',
  partOf: null,
  rows: 0,
  deadRows: 0,
  insertedRows: 0,
  changedRows: 0,
  xidAge: 0,
  mxidAge: 0,
  unfrozen: 1,
  bytes: 8_192,
  indexes: 1,
  lastVacuum: null,
  lastAnalyze: null,
  own: {},
  toast: null,
  permitted: true,
  vacuumedAtHorizon: null,
  afterCare: null,
  ...more,
})

export const parent = (more: Partial<SeenParent>): SeenParent => ({
  schema: 'public',
  name: 'ticks',
  partOf: null,
  partitions: 2,
  rows: 1_000,
  rowsKnown: 1_000,
  bytes: 8_192,
  lastAnalyze: '2025-11-01T12:00:00.000Z',
  permitted: true,
  changesThen: {},
  changedRows: 0,
  ...more,
})

export const now = '2025-11-22T12:00:00.000Z'

export const holder = (more: Partial<Holder>): Holder => ({
  kind: 'session',
  name: 'psql of ann',
  pid: 4711,
  state: 'idle in transaction',
  since: '2025-11-22T11:48:00.000Z',
  xmin: '900',
  age: 500,
  ...more,
})

export const heldBy = (...holders: readonly Holder[]): Horizon => ({ holders, seesAll: true })
