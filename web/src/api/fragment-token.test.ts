import { expect, test } from 'vitest'
import { takeFragmentToken } from './fragment-token.ts'

const take = (hash: string) => {
  const replaced: unknown[] = []
  const token = takeFragmentToken(
    { hash, pathname: '/runs', search: '?state=failed' },
    { state: { key: 1 }, replaceState: (...given) => void replaced.push(given) },
  )
  return { token, replaced }
}

test('a token in the fragment is taken, and the address is replaced without it', () => {
  expect(take('#token=upkeep_abc%2B')).toEqual({ token: 'upkeep_abc+', replaced: [[{ key: 1 }, '', '/runs?state=failed']] })
})

test('an empty token is removed from the address and counts as none', () => {
  expect(take('#token=')).toEqual({ token: null, replaced: [[{ key: 1 }, '', '/runs?state=failed']] })
})

test('any other fragment stays', () => {
  expect(take('#main')).toEqual({ token: null, replaced: [] })
  expect(take('')).toEqual({ token: null, replaced: [] })
})
