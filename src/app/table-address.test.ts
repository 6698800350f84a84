import { describe, expect, it } from 'vitest'
import { parseTableAddress, parseTableName } from './table-address.ts'

it.each([
  ['rates', 'public', 'rates'],
  ['old.rates', 'old', 'rates'],
  ['"Odd schema"."x.y"', 'Odd schema', 'x.y'],
  ['"say ""hi"""', 'public', 'say "hi"'],
])('%s is the table %s . %s', (text, schema, name) => {
  expect(parseTableName(text)).toEqual({ schema, name })
})

it.each(['', 'a.b.c', '"open', 'a.'])('%j is not the name of a table', (text) => {
  expect(() => parseTableName(text)).toThrow('is not the name of a table')
})

describe('the address of a table', () => {
  it.each([
    ['postgres://u:p@h:5432/db/public.rates', 'postgres://u:p@h:5432/db', { schema: 'public', name: 'rates' }],
    ['postgresql://u@/db/rates?host=/run/pg', 'postgresql://u@/db?host=/run/pg', { schema: 'public', name: 'rates' }],
    ['postgres://h/db/%22x%20y%22', 'postgres://h/db', { schema: 'public', name: 'x y' }],
    ['postgres://h/db?sslmode=require', 'postgres://h/db?sslmode=require', null],
    ['socket:/run/pg?db=x', 'socket:/run/pg?db=x', null],
  ])('%s', (address, url, table) => {
    expect(parseTableAddress(address)).toEqual({ url, table })
  })

  it('without a database is refused, and the password in it is not repeated', () => {
    expect(() => parseTableAddress('postgres://u:secret@h')).toThrow(/^--to is not the address of a database and a table in it$/)
  })
})
