import { expect, test } from 'vitest'
import { groupFacts } from './group-facts.ts'

const fact = (label: string) => ({ label, value: 1 })

test('facts of a task stand under its name, without repeating it', () => {
  const groups = groupFacts([
    fact('About'),
    fact('Size'),
    fact('Size: last run'),
    fact('Size: total: all'),
    fact('Host'),
    fact('Host: load'),
  ])
  expect(groups.map(({ title, head, facts }) => [title, head?.label, facts.map(({ label }) => label)])).toEqual([
    [null, undefined, ['About']],
    ['Size', 'Size', ['last run', 'total: all']],
    ['Host', 'Host', ['load']],
  ])
})

test('without such names all facts are one group, and what follows a group without its name begins another', () => {
  expect(groupFacts([fact('a'), fact('b: c')]).map(({ title, facts }) => [title, facts.length])).toEqual([[null, 2]])
  expect(groupFacts([fact('x'), fact('x: y'), fact('z')]).map(({ title }) => title)).toEqual(['x', null])
  expect(groupFacts([])).toEqual([])
})
