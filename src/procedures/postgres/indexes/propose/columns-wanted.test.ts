import { expect, it } from 'vitest'
import { candidatesFor, columnsWanted } from './columns-wanted.ts'

const columns = ['id', 'kind', 'email', 'at', 'Odd "name"']

it.each([
  ['(t.kind = $1)', ['kind'], []],
  ['((t.email)::text = $1)', ['email'], []],
  ['(((t.email)::character varying(20))::text = $1)', ['email'], []],
  ['((t.at >= $1) AND (t.kind = $2) AND (t.id = ANY ($3)))', ['kind', 'id'], ['at']],
  [`(t."Odd ""name""" = $1)`, ['Odd "name"'], []],
  ['(o.kind = t.id)', [], []],
  ['(t.kinder = $1)', [], []],
  ['(lower(t.email) ~~ $1)', [], []],
  ['(t.kind <> $1)', [], []],
])('of %s the columns wanted are %j with = and %j in order', (filter, equal, ranged) => {
  expect(columnsWanted(filter, 't', columns)).toEqual({ equal, ranged })
})

it.each([
  [{ equal: [], ranged: [] }, []],
  [{ equal: ['a'], ranged: [] }, [['a']]],
  [{ equal: ['a', 'b'], ranged: ['c', 'd'] }, [['a', 'b', 'c'], ['a'], ['b'], ['c'], ['d']]],
])('of %j these are worth a try: %j', (wanted, expected) => {
  expect(candidatesFor(wanted)).toEqual(expected)
})
