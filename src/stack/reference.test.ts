import { describe, expect, test } from 'vitest'
import { holdsReference, piecesOf } from './reference.ts'

describe('a string of a stack file', () => {
  test.each([
    ['${DATABASE_URL}', [{ reference: { kind: 'env', name: 'DATABASE_URL' } }]],
    [
      'http://${HOST}:${PORT}/x',
      [
        { text: 'http://' },
        { reference: { kind: 'env', name: 'HOST' } },
        { text: ':' },
        { reference: { kind: 'env', name: 'PORT' } },
        { text: '/x' },
      ],
    ],
    ['${file:/run/secrets/token}', [{ reference: { kind: 'file', path: '/run/secrets/token' } }]],
    ['costs $5 and $$ {x}', [{ text: 'costs $5 and $$ {x}' }]],
    ['echo $${HOME}', [{ text: 'echo ' }, { text: '${' }, { text: 'HOME}' }]],
    ['', []],
  ])('%j is made of %j', (text, pieces) => {
    expect(piecesOf(text)).toEqual(pieces)
  })

  test.each([
    ['${URL', '${URL', 'close it with }, or write $${ for the two characters themselves.'],
    ['${}', '${}', 'write ${NAME} for an environment variable or ${file:/path} for a file, and $${ for the two characters themselves.'],
    ['${MY-VAR}', '${MY-VAR}', 'a name has letters, digits and _ only, and there are no defaults: write ${MY} and set the variable.'],
    [
      '${PORT:-5432}',
      '${PORT:-5432}',
      'a name has letters, digits and _ only, and there are no defaults: write ${PORT} and set the variable.',
    ],
    ['${env:PORT}', '${env:PORT}', 'write ${PORT}.'],
    ['${file:token}', '${file:token}', 'give the whole path from the root, as in ${file:/run/secrets/token}.'],
  ])('%j holds something broken', (text, broken, hint) => {
    expect(piecesOf(text)).toEqual([{ broken, hint }])
    expect(holdsReference(text)).toBe(false)
  })
})
