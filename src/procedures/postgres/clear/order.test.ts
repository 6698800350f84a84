import { expect, it } from 'vitest'
import type { Reference } from './observation.ts'
import { orderFor } from './order.ts'

const refers = (from: string, to: string): Reference => ({ constraint: `${from}_${to}`, from, to, named: true, passesOn: false })

it.each<[string[], Reference[], string[] | null]>([
  [['a', 'b'], [], ['a', 'b']],
  [
    ['venues', 'trades', 'legs'],
    [refers('legs', 'trades'), refers('trades', 'venues')],
    ['legs', 'trades', 'venues'],
  ],
  [
    ['a', 'b', 'c'],
    [refers('b', 'a'), refers('c', 'a')],
    ['b', 'c', 'a'],
  ],
  [['tree'], [refers('tree', 'tree')], null],
  [['a', 'b', 'c'], [refers('a', 'b'), refers('b', 'a')], null],
])('%j with %j are emptied in the order %j', (tables, references, order) => expect(orderFor(tables, references)).toEqual(order))
