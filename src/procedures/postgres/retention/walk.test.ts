import { describe, expect, it } from 'vitest'
import { hasExpired } from './predicate.ts'
import { batchShown, chooseWalk, heapBatch, indexBatch } from './walk.ts'

const leaf = { index: 'on_time', rows: 1_000_000, pages: 10_000, correlation: 1, expired: { rows: 30_000, how: 'exact' } } as const
const expired = (rows: number) => ({ expired: { rows, how: 'exact' } }) as const

describe('how expired rows are walked', () => {
  it.each([
    ['a day of thirty, in the order of time', leaf, 'index'],
    ['a day of thirty, scattered over all pages', { ...leaf, correlation: 0.02 }, 'heap'],
    ['a day of thirty, in an order that nobody has analyzed', { ...leaf, correlation: null }, 'heap'],
    ['a few rows, scattered', { ...leaf, correlation: 0, ...expired(1_000) }, 'index'],
    ['just below a fifth, in the order of time', { ...leaf, ...expired(199_000) }, 'index'],
    ['over a fifth, in the order of time', { ...leaf, ...expired(201_000) }, 'heap'],
    ['most of the table, backwards', { ...leaf, correlation: -1, ...expired(730_000) }, 'heap'],
    ['no index', { ...leaf, index: null }, 'heap'],
    ['a table that was never analyzed', { ...leaf, rows: 0 }, 'heap'],
  ])('%s', (_case, seen, walk) => expect(chooseWalk(seen)).toBe(walk))
})

describe('the statement of a batch', () => {
  const table = { schema: 'public', name: 'odd "name"' }
  const policy = { column: 'at', columnType: 'timestamptz', cutoff: '2025-10-23T00:00:00.000Z' } as const

  it.each([
    ['timestamptz', `"at" < '2025-10-23 00:00:00+00'::timestamptz`],
    ['timestamp', `"at" < '2025-10-23 00:00:00'::timestamp`],
    ['date', `"at" < '2025-10-23'::date`],
  ] as const)('asks by one predicate, as %s, wherever rows are picked or deleted', (columnType, predicate) => {
    const mine = { ...policy, columnType }
    expect(heapBatch(table, hasExpired(mine), '0', '9').text).toContain(predicate)
    expect(indexBatch(table, mine, { text: 'x', values: [] }, { text: 'y', values: [] }).text.split(predicate)).toHaveLength(3)
  })

  it('covers a range of pages and no more', () => {
    expect(heapBatch(table, hasExpired(policy), '100', '200').text).toBe(
      `DELETE FROM "public"."odd ""name""" WHERE ctid >= '(100,0)' AND ctid < '(200,0)' AND "at" < '2025-10-23 00:00:00+00'::timestamptz`,
    )
  })

  it('is shown in the plan with names where its numbers change', () => {
    expect(batchShown(table, policy, 'heap')).toMatch(/ctid >= :page AND ctid < :next_page .*\n-- in batches/)
    expect(batchShown(table, policy, 'index')).toMatch(/"at" >= :reached ORDER BY "at" LIMIT :batch\n/)
  })
})
