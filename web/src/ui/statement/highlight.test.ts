import fc from 'fast-check'
import { expect, test } from 'vitest'
import { highlight } from './highlight.ts'

test('whatever the statement, the pieces joined are the statement: what is shown is what will be sent', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      (statement) =>
        highlight(statement)
          .map((token) => token.text)
          .join('') === statement,
    ),
  )
})

test('keywords, strings, numbers and comments are told apart; quoted names and lower-case words stay plain', () => {
  const kinds = highlight(`DELETE FROM "from" WHERE t < 'it''s' LIMIT 5000 -- a LIMIT`).filter((token) => token.kind !== 'other')
  expect(kinds).toEqual([
    { kind: 'keyword', text: 'DELETE' },
    { kind: 'keyword', text: 'FROM' },
    { kind: 'keyword', text: 'WHERE' },
    { kind: 'string', text: "'it''s'" },
    { kind: 'keyword', text: 'LIMIT' },
    { kind: 'number', text: '5000' },
    { kind: 'comment', text: '-- a LIMIT' },
  ])
})
