import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadCatalogue } from '../../src/app/index.ts'
import { readStacks } from '../../src/stack/index.ts'
import { parseCadence } from '../../src/stack/cadence.ts'
import type { Cadence, Task } from '../../src/stack/model.ts'

/** The duties of the guides, and whether the tasks that say they cover one can. */
type Duty = { readonly every: string; readonly kind: 'auto' | 'approve' | 'sign-off'; readonly does: string; readonly text?: string }

const root = join(import.meta.dirname, '..', '..')
const duties = parse(readFileSync(join(root, '..', 'shared', 'coverage.yaml'), 'utf8')) as Record<string, Record<string, Duty>>
const names = readdirSync(join(root, 'stacks')).filter((name) => name.endsWith('.yaml') && name !== 'demo.yaml')
const { stacks, problems } = await readStacks(
  names.map((name) => join(root, 'stacks', name)),
  await loadCatalogue(),
)

/**
 * Coverage proposes names. Where a procedure of another name does the very thing, it says so here: a moment in the answer of a health check is the freshness of the
 * data, and a program that deletes files past a date prunes logs.
 */
const does: Readonly<Record<string, (task: Task) => boolean>> = {
  'data.freshness': (task) => task.does === 'http.health' && task.with['fresh'] !== undefined,
  'logs.prune': (task) => task.does === 'command.run' && JSON.stringify(task.with['run']).includes('"-mtime"'),
}

function fits(task: Task, duty: Duty): boolean {
  // What a person does is prepared, asked for and kept by a review, whatever it is about.
  if (duty.kind === 'sign-off') return task.does === 'review'
  // Part of a duty can be another procedure's that looks only: sizes beside a vacuum, the host beside the API.
  return duty.does.split(', ').some((name) => name === task.does || does[name]?.(task) === true)
}

const dutyOf = (covered: string): Duty | undefined => {
  const [guide = '', id = ''] = covered.split('/')
  return duties[guide]?.[id]
}
const claims = stacks.flatMap(({ stack }) =>
  Object.values(stack.guide).flatMap((task) =>
    task.covers.map((covered) => ({ stack, task, covered, name: `${stack.name}/${task.name}` })),
  ),
)

it('every ready stack is without a problem, and is named as its file', () => {
  expect(problems).toEqual([])
  expect(stacks.map(({ stack }) => `${stack.name}.yaml`).toSorted()).toEqual(names.toSorted())
})

describe.each(claims)('$name covers $covered', ({ stack, task, covered }) => {
  it('is a duty of its own guide, and somebody of its stack does what it says', () => {
    const duty = dutyOf(covered)
    expect(duty, `coverage.yaml has no ${covered}`).toBeDefined()
    expect(covered.split('/')[0]).toMatch(new RegExp(`^${stack.name}(-deployed)?$`))
    const sharers = Object.values(stack.guide).filter((other) => other.covers.includes(covered))
    expect(sharers.filter((other) => fits(other, duty!)).map(({ does: name }) => name)).not.toEqual([])
    if (!fits(task, duty!)) expect(helpsWith(task, duty!), `${task.does} has a part in ${duty!.does}`).toBe(true)
  })

  it('is done as often as the guide says, or oftener', () => {
    expect(oftenEnough(task, dutyOf(covered)!.every), `${task.every} against ${dutyOf(covered)!.every}`).toBe(true)
  })

  it('waits for a yes where the guide wants one, and for a person where a person does it', () => {
    const { kind } = dutyOf(covered)!
    if (kind === 'approve') expect(task.policy).toBe('approve')
    expect(task.policy === 'sign-off').toBe(kind === 'sign-off')
  })
})

/** The clearing is there (funding/database-clear); what makes it a reset is the backfill that follows, which is a duty of the platform's own. */
const awaits = ['funding/hard-reset']

it('every duty of a database is somebody’s', () => {
  const ofDatabases = Object.entries(duties).flatMap(([guide, rows]) =>
    Object.entries(rows).flatMap(([id, duty]) => (/\b(postgres|sqlite)\./.test(duty.does) ? [`${guide}/${id}`] : [])),
  )
  expect(ofDatabases.length).toBeGreaterThan(20)
  const covered = new Set(claims.map((claim) => claim.covered))
  expect(ofDatabases.filter((duty) => !covered.has(duty))).toEqual(awaits)
})

/** A task that only looks may stand beside the one that does the duty, when it is for the same kind of thing. */
function helpsWith(task: Task, duty: Duty): boolean {
  const family = (name: string): string => name.split('.')[0]!
  return family(task.does) === family(duty.does) || (duty.does === 'http.health' && task.does === 'host.resources')
}

/** How often something is due in a year, by the words of the guide; what is always so is looked after each day at least. */
const aYear: Readonly<Record<string, number>> = { daily: 365, weekly: 52, monthly: 12, quarterly: 4, always: 365 }

function oftenEnough(task: Task, every: string): boolean {
  if (task.cadence.kind === 'on-demand') return every === 'as-needed' || partOfADuty(task)
  if (every === 'as-needed') return true
  if (/^[\d*]/.test(every)) return task.every === every || duesAYear(task.cadence) > duesAYear(parseCadence(every))
  const wanted = aYear[every.split(/[ ,]/)[0]!]
  if (wanted !== undefined) return duesAYear(task.cadence) >= wanted
  // A day and a time in words, as in "Sunday 02:00 UTC, 2 h window".
  const [, day, time] = /^(\w+) (\d\d:\d\d)/.exec(every) ?? []
  return day !== undefined && task.every === `weekly on ${day.toLowerCase()} at ${time}`
}

/** A task on demand may stand beside another one of the same duty that comes by itself. */
const partOfADuty = (task: Task): boolean =>
  task.covers.every((covered) => claims.some((claim) => claim.covered === covered && claim.task.cadence.kind !== 'on-demand'))

function duesAYear(cadence: Cadence): number {
  if (cadence.kind === 'every') return (365 * 86_400_000) / cadence.ms
  const [minute, , day, month, weekday] = cadence.kind === 'cron' ? cadence.expression.split(' ') : []
  if (minute!.includes('/') || minute!.includes('*')) return 365 * 24 * 12
  if (weekday !== '*') return 52
  if (day === '*') return 365
  return month === '*' ? 12 : month!.split(',').length
}
