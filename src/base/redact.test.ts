import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSecretName, redact } from './redact.ts'

describe('a secret', () => {
  test('is masked in strings and keys at any depth, inside longer text too', () => {
    const value = { note: 'password hunter22 refused', rows: [['hunter22', 3, null, true]], 'key hunter22': { deep: 'xhunter22x' } }
    expect(redact(value, ['hunter22'])).toEqual({
      note: 'password *** refused',
      rows: [['***', 3, null, true]],
      'key ***': { deep: 'x***x' },
    })
  })

  test.each([
    ['as it is', 'p@ss/w"rd 1'],
    ['percent-encoded', 'p%40ss%2Fw%22rd%201'],
    ['percent-encoded in part, in lower case', 'p%40ss%2fw"rd 1'],
    ['as a form encodes it', 'p%40ss%2Fw%22rd+1'],
    ['as JSON writes it', 'p@ss/w\\"rd 1'],
  ])('is masked %s', (_title, text) => {
    expect(redact(`before ${text} after`, ['p@ss/w"rd 1'])).toBe('before *** after')
  })

  test('that is given percent-encoded is masked decoded as well', () => {
    expect(redact('p%40ssword or p@ssword', ['p%40ssword'])).toBe('*** or ***')
  })

  test('that begins with another secret leaves no end behind', () => {
    expect(redact('sesame, sesame-open', ['sesame', 'sesame-open'])).toBe('***, ***')
  })

  test('of fewer than four characters masks nothing by itself, and nothing is masked without secrets', () => {
    expect(redact('a bad day', ['a', ''])).toBe('a bad day')
    expect(redact('a bad day', [])).toBe('a bad day')
  })
})

describe('a secret that is a URL', () => {
  const url = 'postgres://app:p%40ss%3Aword@db.example:5432/funding'

  test.each([
    ['loses its password only', url, 'postgres://app:***@db.example:5432/funding'],
    ['is recognised by its decoded password', 'password "p@ss:word" is wrong', 'password "***" is wrong'],
    ['leaves host and database readable', 'db.example:5432 refuses database "funding"', 'db.example:5432 refuses database "funding"'],
  ])('%s', (_title, text, expected) => {
    expect(redact(text, [url])).toBe(expected)
  })

  test.each([
    ['a short password', 'postgres://u:pw@h/db', 'postgres://u:pw@h/db has pw in it', 'postgres://u:***@h/db has pw in it'],
    [
      'a user that is a token',
      'https://abcdef123@api.example/',
      'sent abcdef123 to https://abcdef123@api.example/',
      'sent *** to https://***@api.example/',
    ],
    ['a query field that is a token', 'https://api.example/v1?token=abcdef123&n=1', 'got abcdef123', 'got ***'],
    [
      'a web hook, whose path is the secret',
      'https://hooks.example/services/T0/B0/abcdef',
      'POST https://hooks.example/services/T0/B0/abcdef',
      'POST https://hooks.example***',
    ],
    [
      'a plain address, which hides nothing',
      'http://127.0.0.1:8080',
      'GET http://127.0.0.1:8080/api/health',
      'GET http://127.0.0.1:8080/api/health',
    ],
  ])('%s', (_title, secret, text, expected) => {
    expect(redact(text, [secret])).toBe(expected)
  })
})

test('no secret of four characters or more is left, wherever it stands', () => {
  const secret = fc.string({ unit: 'grapheme', minLength: 4, maxLength: 20 }).filter((text) => !text.includes('://') && !text.includes('*'))
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 3 }), fc.string(), (secrets, around) => {
      for (const one of secrets) {
        const masked = redact([around + one + around, around + encodeURIComponent(one), JSON.stringify(one)], secrets)
        expect(masked.some((text) => text.includes(one))).toBe(false)
        expect(masked[1]).not.toBe(around + encodeURIComponent(one))
      }
    }),
  )
})

test.each(['password', 'PGPASSWORD_TOKEN', 'api-key', 'apiKey', 'bot_token', 'clientSecret', 'Authorization', 'private_key'])(
  '%s is the name of a secret',
  (name) => {
    expect(isSecretName(name)).toBe(true)
  },
)

test.each(['tokens-per-minute', 'password-env', 'secretary', 'key', 'user', 'path'])('%s is not the name of a secret', (name) => {
  expect(isSecretName(name)).toBe(false)
})
