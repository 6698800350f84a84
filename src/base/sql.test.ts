import { describe, expect, it } from 'vitest'
import { identifier, quoteIdentifier, quoteLiteral, sql } from './sql.ts'

describe('sql', () => {
  it('turns each value into a numbered parameter', () => {
    expect(sql`select ${1}, ${"a'b"}`).toEqual({ text: 'select $1, $2', values: [1, "a'b"] })
  })

  it('renumbers the parameters of a nested statement', () => {
    const where = sql`a = ${2} and b = ${3}`
    expect(sql`select ${1} where ${where} limit ${4}`).toEqual({ text: 'select $1 where a = $2 and b = $3 limit $4', values: [1, 2, 3, 4] })
  })

  it('splices identifiers in as text', () => {
    expect(sql`select 1 from ${identifier('public', 'odd"name')}`.text).toBe('select 1 from "public"."odd""name"')
  })
})

describe('quoting', () => {
  it('quotes names with quotes, spaces and emoji', () => {
    expect(quoteIdentifier('we "love" 🐘')).toBe('"we ""love"" 🐘"')
  })

  it('refuses an empty name and a NUL', () => {
    expect(() => quoteIdentifier('')).toThrow('not a PostgreSQL name')
    expect(() => quoteIdentifier('a\0b')).toThrow('not a PostgreSQL name')
  })

  it('quotes literals with quotes and backslashes', () => {
    expect(quoteLiteral("it's")).toBe("'it''s'")
    expect(quoteLiteral('a\\b')).toBe(" E'a\\\\b'")
  })
})
