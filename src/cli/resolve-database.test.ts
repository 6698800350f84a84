import { expect, it } from 'vitest'
import { describeError } from '../base/errors.ts'
import { pickDatabase } from './resolve-database.ts'

const all = [
  { stack: 'demo', target: 'database' },
  { stack: 'mine', target: 'database' },
  { stack: 'mine', target: 'journal' },
]
const saying = (typed: string): string => {
  try {
    const { stack, target } = pickDatabase(typed, all)
    return `${stack} ${target}`
  } catch (error) {
    return describeError(error)
  }
}

it.each([
  ['demo/database', 'demo database'],
  ['journal', 'mine journal'],
  ['database', '2 stacks have a database database\nHINT: say which: demo/database, mine/database.'],
  ['demo/databse', 'there is no database demo/databse\nHINT: did you mean demo/database?'],
  ['jurnal', 'there is no database jurnal\nHINT: did you mean journal?'],
  ['xyz', 'there is no database xyz\nHINT: `upkeep databases` lists them.'],
])('%s is understood', (typed, expected) => expect(saying(typed)).toBe(expected))
