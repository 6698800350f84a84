import { expect, test } from 'vitest'
import { growthWords, percent, untilFull } from './words.ts'

test.each([
  [0, 'steady'],
  [13_002_342, '+12.4 MiB a day'],
  [-3174, '−3.10 KiB a day'],
])('%d bytes a day read “%s”', (perDay, words) => expect(growthWords(perDay)).toBe(words))

test.each([
  [0, 'over its limit'],
  [0.4, 'within a day'],
  [1.9, 'in 1 day'],
  [59.9, 'in 59 days'],
  [92, 'in 3 months'],
  [900, 'in 2 years'],
  [99_999, 'not in this century'],
])('%d days until full read “%s”, never later than it is', (days, words) => expect(untilFull(days)).toBe(words))

test.each([
  [0, '0 %'],
  [0.0001, '< 0.1 %'],
  [0.0005, '0.1 %'],
  [0.034, '3.4 %'],
  [0.123, '12 %'],
  [1, '100 %'],
])('a share of %d reads “%s”, and what is there never reads as nothing', (share, words) => expect(percent(share)).toBe(words))
