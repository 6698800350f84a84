import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { describeProblem } from '../../src/base/errors.ts'
import { loadProcedures } from '../../src/procedures/index.ts'
import { parseStack, stackJsonSchema } from '../../src/stack/index.ts'
import { loadConnectors } from '../../src/targets/index.ts'

const catalogue = { procedures: await loadProcedures(), connectors: await loadConnectors() }
const ajv = new Ajv({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  validateFormats: false,
  formats: { uri: true },
})
ajv.addVocabulary(['unit', 'patternErrorMessage'])
const validate = ajv.compile(stackJsonSchema(catalogue))

/** What the parser and the JSON Schema have against a text. */
const objections = (text: string, file: string): { parser: string[]; schema: unknown[] } => {
  const result = parseStack(text, file, catalogue)
  validate(parse(text))
  return { parser: 'problems' in result ? result.problems.map(describeProblem) : [], schema: validate.errors ?? [] }
}
const none = { parser: [], schema: [] }

type Entries = Record<string, Record<string, unknown>>
const targetExamples = [...catalogue.connectors.values()].map(({ kind, example }) => [kind, parse(example) as Entries] as const)

describe('what the docs show', () => {
  test.each(targetExamples)('the example of a target of kind %s is a target of this kind', (kind, example) => {
    expect(Object.values(example).map((target) => target['kind'])).toEqual([kind])
    expect(objections(stringify({ stack: 'example', targets: example, guide: {} }), `${kind}.yaml`)).toEqual(none)
  })

  test.each([...catalogue.procedures.values()].map((procedure) => [procedure.name, procedure] as const))(
    'the example of %s is a task that does it',
    (name, procedure) => {
      const example = parse(procedure.example) as Entries
      expect(Object.values(example).map((task) => task['does'])).toContain(name)
      const target = targetExamples.find(([kind]) => kind === procedure.target?.kind)?.[1]
      const names = Object.values(example).flatMap((task) => (typeof task['target'] === 'string' ? [task['target']] : []))
      const targets = Object.fromEntries(names.map((given) => [given, Object.values(target!)[0]]))
      const windows = { night: { every: 'daily at 02:00', for: '2h' } }
      expect(objections(stringify({ stack: 'example', targets, windows, guide: example }), `${name}.yaml`)).toEqual(none)
    },
  )
})

const stacks = readdirSync('stacks').filter((file) => file.endsWith('.yaml'))

describe('the ready stacks', () => {
  test.each(stacks)('%s has no problem', (file) => {
    const path = join('stacks', file)
    expect(objections(readFileSync(path, 'utf8'), path)).toEqual(none)
  })

  test('are there', () => {
    expect(stacks.length).toBeGreaterThan(0)
  })
})
