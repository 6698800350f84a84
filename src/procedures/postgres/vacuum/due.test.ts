import { describe, expect, it } from 'vitest'
import { dueFor } from './due.ts'
import { server, table } from './examples.ts'

/** PostgreSQL's defaults: 50 + 0.2 x rows dead, 1000 + 0.2 x rows inserted, 50 + 0.1 x rows changed. */
describe('a table is due by the rules of autovacuum', () => {
  it.each([
    ['at its limit of dead rows it is not', table({ rows: 1_000, deadRows: 250 }), [], false],
    ['over it, it is', table({ rows: 1_000, deadRows: 251 }), ['251 dead rows, limit 250'], false],
    ['before its first VACUUM it has 0 rows', table({ rows: 0, deadRows: 51 }), ['51 dead rows, limit 50'], false],
    ['inserts alone make it due too', table({ rows: 1_000, insertedRows: 1_201 }), ['1201 inserted rows, limit 1200'], false],
    [
      'of all-frozen pages no share of inserts is counted',
      table({ rows: 1_000, insertedRows: 1_101, unfrozen: 0.5 }),
      ['1101 inserted rows, limit 1100'],
      false,
    ],
    ['changes make ANALYZE due, not VACUUM', table({ rows: 1_000, changedRows: 151 }), [], true],
    [
      'its TOAST table counts on its own',
      table({ toast: { rows: 100, deadRows: 71, own: {} } }),
      ['71 dead rows in TOAST, limit 70'],
      false,
    ],
    [
      'its own storage parameters come first',
      table({ rows: 1_000, deadRows: 11, own: { vacuumThreshold: 10, vacuumScaleFactor: 0 } }),
      ['11 dead rows, limit 10'],
      false,
    ],
    [
      'they hold for TOAST that has none of its own',
      table({ own: { vacuumThreshold: 10, vacuumScaleFactor: 0 }, toast: { rows: 1_000, deadRows: 11, own: {} } }),
      ['11 dead rows in TOAST, limit 10'],
      false,
    ],
    [
      'those of TOAST come before them',
      table({ own: { vacuumThreshold: 10 }, toast: { rows: 0, deadRows: 11, own: { vacuumThreshold: 20 } } }),
      [],
      false,
    ],
    [
      'of TOAST that has one of its own, the server has the others',
      table({ own: { vacuumScaleFactor: 0 }, toast: { rows: 1_000, deadRows: 220, own: { vacuumThreshold: 20 } } }),
      [],
      false,
    ],
    [
      'old rows make it due before autovacuum forces itself upon it',
      table({ xidAge: 180_000_001, mxidAge: 360_000_001 }),
      ['180000001 transactions since it was frozen, limit 180000000', '360000001 multixacts since it was frozen, limit 360000000'],
      false,
    ],
    ['not so old rows do not', table({ xidAge: 180_000_000, mxidAge: 360_000_000 }), [], false],
    [
      'its own age can be lower than the server has it, not higher',
      table({ xidAge: 90_001, mxidAge: 390_000_000, own: { freezeMaxAge: 100_000, multixactFreezeMaxAge: 2_000_000_000 } }),
      ['90001 transactions since it was frozen, limit 90000', '390000000 multixacts since it was frozen, limit 360000000'],
      false,
    ],
    [
      'an insert threshold below zero switches that rule off',
      table({ rows: 0, insertedRows: 9_999, own: { insertThreshold: -1 } }),
      [],
      false,
    ],
  ])('%s', (_case, seen, vacuum, analyze) => {
    const due = dueFor(seen, server)
    expect(due.vacuum.map(({ rows, reason, limit }) => `${rows} ${reason}, limit ${limit}`)).toEqual(vacuum)
    expect(due.analyze !== null).toBe(analyze)
  })

  it('of PostgreSQL 18 at the maximum at the latest', () => {
    const large = table({ rows: 1e9, deadRows: 100_000_001 })
    expect(dueFor(large, server).vacuum).toEqual([])
    expect(dueFor(large, { ...server, vacuumMaxThreshold: 100_000_000 }).vacuum).toHaveLength(1)
    expect(dueFor({ ...large, own: { vacuumMaxThreshold: -1 } }, { ...server, vacuumMaxThreshold: 100_000_000 }).vacuum).toEqual([])
  })

  it('not with fewer dead rows than the task asks for', () => {
    expect(dueFor(table({ deadRows: 99 }), server, 100).vacuum).toEqual([])
    expect(dueFor(table({ deadRows: 100 }), server, 100).vacuum).toHaveLength(1)
  })
})
