import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadCatalogue } from '../src/app/catalogue.ts'
import { readStacks } from '../src/stack/index.ts'

const root = resolve(import.meta.dirname, '..')
const { stacks, problems } = await readStacks([resolve(root, 'stacks/demo.yaml')], await loadCatalogue())
const tasks = Object.values(stacks[0]?.stack.guide ?? {})
const of = (does: string) => tasks.filter((task) => task.does === does)

describe('the demo stack', () => {
  it('is accepted as it stands', () => {
    expect(problems).toEqual([])
    expect(stacks.map(({ stack }) => stack.name)).toEqual(['demo'])
  })

  it('has a title for people on every task', () => {
    expect(tasks.length).toBeGreaterThanOrEqual(10)
    expect(tasks.filter(({ title, name }) => title === name || !/^[A-Z]/.test(title))).toEqual([])
  })

  it('shows each procedure that a database of its kind calls for', () => {
    const procedures = [
      'command.run',
      'host.resources',
      'http.health',
      'postgres.access',
      'postgres.check',
      'postgres.horizon',
      'postgres.indexes',
      'postgres.reclaim',
      'postgres.reindex',
      'postgres.retention',
      'postgres.settings',
      'postgres.size',
      'postgres.slow-queries',
      'postgres.vacuum',
      'review',
    ]
    expect([...new Set(tasks.map(({ does }) => does))].toSorted()).toEqual(procedures)
  })

  it('has something due of each procedure in its first five minutes, of most in the first', () => {
    const everyMs = tasks.flatMap(({ cadence, does }) => (cadence.kind === 'every' ? [{ does, ms: cadence.ms }] : []))
    expect(new Set(everyMs.filter(({ ms }) => ms <= 300_000).map(({ does }) => does)).size).toBe(14)
    expect(new Set(everyMs.filter(({ ms }) => ms <= 60_000).map(({ does }) => does)).size).toBe(9)
  })

  it('takes data away by itself once, after a person’s yes once, and says in so many words that nothing holds it', () => {
    expect(of('postgres.retention').map(({ policy, proof }) => [policy, proof])).toEqual([
      ['auto', 'none'],
      ['approve', 'none'],
    ])
  })

  it('covers duties that are in the guides', () => {
    const coverage = parse(readFileSync(resolve(root, '../shared/coverage.yaml'), 'utf8')) as Record<string, Record<string, unknown>>
    const duties = new Set(Object.entries(coverage).flatMap(([guide, lines]) => Object.keys(lines).map((duty) => `${guide}/${duty}`)))
    const covered = tasks.flatMap(({ covers }) => covers)
    expect(covered.length).toBeGreaterThan(10)
    expect(covered.filter((duty) => !duties.has(duty))).toEqual([])
  })
})
