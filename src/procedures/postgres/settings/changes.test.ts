import { describe, expect, it } from 'vitest'
import { changesSince } from './changes.ts'
import type { SettingsByName } from './observation.ts'

const all = { all: true, files: true }
const at = (day: number): string => `2025-11-${String(day).padStart(2, '0')}T06:00:00.000Z`
const settings = (values: Readonly<Record<string, string>>): SettingsByName =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, source: 'configuration file' }]))
const weekMs = 7 * 86_400_000

/** Looks one after the other, a day apart; what the last one reports, as `name: from -> to`. */
function reported(...looks: readonly Readonly<Record<string, string>>[]): readonly string[] {
  let previous: Parameters<typeof changesSince>[0] = null
  for (const [day, values] of looks.entries()) {
    const look = { now: at(day + 1), settings: settings(values), sight: all }
    previous = { ...look, changes: changesSince(previous, look, weekMs) }
  }
  return previous!.changes.map(({ name, from, to }) => `${name}: ${from} -> ${to}`)
}

describe('changes of settings', () => {
  it.each<[string, readonly Readonly<Record<string, string>>[], readonly string[]]>([
    ['none at the first look', [{ a: '1' }], []],
    ['none when nothing changed', [{ a: '1' }, { a: '1' }], []],
    ['a changed one', [{ a: '1' }, { a: '2' }], ['a: 1 -> 2']],
    ['one that was set', [{}, { a: '2' }], ['a: null -> 2']],
    ['one that went back to its default', [{ a: '1' }, {}], ['a: 1 -> null']],
    [
      'several, by name',
      [
        { b: '1', a: '1' },
        { b: '2', a: '2' },
      ],
      ['a: 1 -> 2', 'b: 1 -> 2'],
    ],
    ['one of an earlier look is still told', [{ a: '1' }, { a: '2' }, { a: '2' }, { a: '2' }], ['a: 1 -> 2']],
    ['two changes of one setting are one', [{ a: '1' }, { a: '2' }, { a: '3' }], ['a: 1 -> 3']],
    ['one that was taken back is none', [{ a: '1' }, { a: '2' }, { a: '1' }], []],
    ['after a week it is the way things are', [{ a: '1' }, { a: '2' }, ...Array.from({ length: 7 }, () => ({ a: '2' }))], []],
  ])('%s', (_, looks, expected) => {
    expect(reported(...looks)).toEqual(expected)
  })

  it('are not made up of what the role may see now and could not before', () => {
    const before = { now: at(1), settings: settings({ work_mem: '4MB' }), sight: { all: false, files: false }, changes: [] }
    const after = { now: at(2), settings: settings({ work_mem: '8MB', archive_command: 'cp' }), sight: all }
    expect(changesSince(before, after, weekMs).map(({ name }) => name)).toEqual(['work_mem'])
  })
})
