import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { loadProcedures } from '../../src/procedures/index.ts'
import { loadScenarios } from './scenarios.ts'

/** The catalogue of procedures as a whole; how each behaves is in the files beside this one. */
const procedures = await loadProcedures()
const scenarios = await loadScenarios()

it('has a scenario for every procedure, and none for a procedure that is not there', () => {
  expect([...scenarios.keys()].toSorted()).toEqual([...procedures.keys()].toSorted())
})

describe.each([...procedures.values()])('$name', (procedure) => {
  it('shows an example that its parameters accept', () => {
    const example = Object.values(parse(procedure.example) as Record<string, JsonObject>)
    expect(example.map(({ does }) => does)).toEqual([procedure.name])
    expect(() => procedure.params.parse(example[0]!['with'] ?? {})).not.toThrow()
  })

  if (procedure.apply !== undefined) {
    it('has a scenario in which it has something to do', () => {
      expect(scenarios.get(procedure.name)!.some(({ expects }) => expects === 'steps')).toBe(true)
    })
  }
})
