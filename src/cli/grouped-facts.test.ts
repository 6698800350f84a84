import { expect, it } from 'vitest'
import { groupedFacts } from './grouped-facts.ts'

it('says the name of a task once, and its facts beneath it', () => {
  const facts = [
    { label: 'About', value: 'the costs' },
    { label: 'Size', value: 'converged' },
    { label: 'Size: tables', value: 7 },
    { label: 'Size: index a: b', value: 2_048, unit: 'bytes' as const },
    { label: 'To look at, 1', value: 'logs' },
  ]
  expect(groupedFacts(facts)).toEqual(['About: the costs', 'Size: converged', '  tables: 7', '  index a: b: 2 KiB', 'To look at, 1: logs'])
})

it('leaves facts alone that only look alike', () => {
  expect(groupedFacts([{ label: 'Size: tables', value: 7 }])).toEqual(['Size: tables: 7'])
})
