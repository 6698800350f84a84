import { describe, expect, it } from 'vitest'
import { exchangeNames, makeContracts, wholeMarket } from './contracts.ts'
import { momentAt } from './moments.ts'

describe('the pretend market', () => {
  it('has 2,275 contracts on thirteen exchanges, no two of the same name', () => {
    const all = makeContracts(wholeMarket)
    expect(all).toHaveLength(2_275)
    expect(new Set(all.map(({ exchange }) => exchange))).toEqual(new Set(exchangeNames))
    expect(exchangeNames).toHaveLength(13)
    expect(new Set(all.map(({ exchange, symbol }) => `${exchange} ${symbol}`)).size).toBe(2_275)
    expect(new Set(all.map(({ intervalHours }) => intervalHours))).toEqual(new Set([1, 2, 4, 8]))
  })

  it('lists bitcoin on every exchange even when it is small, and is the same each time', () => {
    const small = makeContracts(40)
    expect(small.filter(({ baseAsset }) => baseAsset === 'BTC').map(({ exchange }) => exchange)).toEqual(exchangeNames)
    expect(makeContracts(40)).toEqual(small)
  })
})

it.each([
  [0, 'well'],
  [20_000, 'slow'],
  [49_999, 'slow'],
  [50_000, 'well'],
  [120_000, 'stale'],
  [180_000, 'well'],
  [260_000, 'slow'],
])('the service is, %d ms after the start, %s', (ms, moment) => expect(momentAt(ms)).toBe(moment))
