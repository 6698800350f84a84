import { expect, it } from 'vitest'
import { conditionOf } from './condition.ts'
import type { TimeType } from './condition.ts'

const [from, before] = ['2025-01-01T00:00:00.000Z', '2025-02-01T12:30:00.500Z'] as const

it.each<[TimeType, string | null, string | null, string]>([
  ['timestamptz', null, before, `"at" < '2025-02-01 12:30:00.500+00'::timestamptz`],
  ['timestamptz', from, before, `"at" >= '2025-01-01 00:00:00+00'::timestamptz AND "at" < '2025-02-01 12:30:00.500+00'::timestamptz`],
  ['timestamp', from, null, `"at" >= '2025-01-01 00:00:00'::timestamp`],
  ['date', null, from, `"at" < '2025-01-01'::date`],
  ['date', null, null, '"at" IS NOT NULL'],
])('a span of %s from %s before %s is %s', (type, from, before, condition) => {
  expect(conditionOf({ column: 'at', from, before }, type)).toBe(condition)
})
