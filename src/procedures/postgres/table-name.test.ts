import { expect, it } from 'vitest'
import { displayName, isNamed, quoted } from './table-name.ts'

it.each([
  ['public', 'trades', 'public.trades', '"public"."trades"'],
  ['Public', 'trades', '"Public".trades', '"Public"."trades"'],
  ['public', 'we "love" 🐘', 'public."we ""love"" 🐘"', '"public"."we ""love"" 🐘"'],
])('%s %s is shown as %s and sent as %s', (schema, name, shown, sent) => {
  expect(displayName({ schema, name })).toBe(shown)
  expect(quoted({ schema, name })).toBe(sent)
})

it.each([
  [undefined, true],
  [['trades'], true],
  [['public.trades'], true],
  [['other', 'tra*'], true],
  [['public.*'], true],
  [['*.trades'], true],
  [['*'], true],
  [['Trades'], false],
  [['archive.*'], false],
  [['public'], false],
  [['trade'], false],
])('public.trades is meant by %j: %s', (patterns, meant) => {
  expect(isNamed({ schema: 'public', name: 'trades' }, patterns)).toBe(meant)
})

it('takes a name with dots and stars as itself', () => {
  expect(isNamed({ schema: 'public', name: 'a.b*' }, ['a.b*'])).toBe(true)
})
