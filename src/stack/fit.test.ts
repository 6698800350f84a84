import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Json } from '../base/json.ts'
import { describeProblem } from '../base/errors.ts'
import { fit } from './fit.ts'

const complaints = (schema: z.ZodType, value: Json): string[] =>
  fit(schema, value, []).complaints.map(({ message, hint }) => describeProblem({ message, ...(hint === undefined ? {} : { hint }) }))
const of = (schema: z.ZodType) => z.strictObject({ a: schema })

describe('a value that does not fit', () => {
  test.each<[string, z.ZodType, Json, string]>([
    ['text', z.string(), 5, 'a: expected text, found 5'],
    ['a number in quotes', z.number(), '5', 'a: expected a number, found "5"\nHINT: leave the quotes away.'],
    ['true in quotes', z.boolean(), 'true', 'a: expected true or false, found "true"\nHINT: leave the quotes away.'],
    ['a whole number', z.int(), 1.5, 'a: expected a whole number, found 1.5'],
    ['a limit from below', z.number().min(3), 1, 'a: expected at least 3, found 1'],
    ['an open limit', z.number().gt(3), 3, 'a: expected more than 3, found 3'],
    ['a limit from above', z.number().max(3), 5, 'a: expected at most 3, found 5'],
    ['a step', z.number().multipleOf(5), 3, 'a: expected a multiple of 5, found 3'],
    ['text that is not empty', z.string().min(1), '', 'a: expected text that is not empty, found ""'],
    ['short text', z.string().max(3), 'abcd', 'a: expected text of at most 3 characters, found "abcd"'],
    ['an ending', z.string().endsWith('.csv'), 'x', 'a: expected text that ends with ".csv", found "x"'],
    ['a pattern', z.string().regex(/^\d+$/), 'x', 'a: expected text that matches /^\\d+$/, found "x"'],
    ['a URL', z.url(), 'x', 'a: expected a URL such as https://example.org/path, found "x"'],
    ['a list with something in it', z.array(z.string()).min(1), [], 'a: expected a list of at least 1 item, found a list'],
    ['an item of a list', z.array(z.object({ b: z.int() })), [{ b: 1 }, { b: 'x' }], 'a[1].b: expected a number, found "x"'],
    ['one of several words', z.enum(['delete', 'drop']), 'drpo', 'a: expected delete or drop, found "drpo"\nHINT: did you mean drop?'],
    ['nothing where something has to be', z.string(), null, 'a: expected text, found nothing'],
    ['one of several types', z.union([z.string(), z.array(z.string())]), 5, 'a: expected text or a list, found 5'],
    [
      'a kind that is none',
      z.discriminatedUnion('k', [z.object({ k: z.literal('x') }), z.object({ k: z.literal('y') })]),
      { k: 'z' },
      'a.k: expected x or y, found "z"',
    ],
    [
      'what a kind needs',
      z.discriminatedUnion('k', [z.object({ k: z.literal('x') }), z.object({ k: z.literal('y'), n: z.int() })]),
      { k: 'y' },
      'a: n is missing',
    ],
    [
      'the alternative that comes closest',
      z.union([z.strictObject({ one: z.string() }), z.strictObject({ two: z.int(), three: z.int() })]),
      { two: 'x', three: 3 },
      'a.two: expected a number, found "x"',
    ],
    [
      'a key of a mapping of anything',
      z.record(z.string().regex(/^[a-z]+$/, 'expected a small name'), z.int()),
      { Ab: 1 },
      'a.Ab: expected a small name, found "Ab"',
    ],
    [
      'a part of two schemas at once',
      z.object({ x: z.int() }).and(z.object({ y: z.int() })),
      { x: 1, y: 'n', z: 2 },
      'a: unknown key z\nHINT: known here: x, y.',
    ],
    ['a rule of its author', z.string().refine(() => false, 'expected a better one'), 'x', 'a: expected a better one, found "x"'],
    ['a rule of its author that says what it found', z.string().refine(() => false, 'not this, found out'), 'x', 'a: not this, found out'],
    ['long text', z.int(), 'x'.repeat(100), `a: expected a number, found "${'x'.repeat(77)}..."`],
  ])('is told what was expected: %s', (_title, schema, value, expected) => {
    expect(complaints(of(schema), { a: value })[0]).toContain(expected)
  })

  test('that is secret is never shown', () => {
    const schema = z.object({ password: z.int(), url: z.int() })
    expect(complaints(schema, { password: 'hunter22', url: 'http://u:hunter22@h' })).toEqual([
      'password: expected a number, found a value that is not shown here',
      'url: expected a number, found an address with a password in it',
    ])
  })
})

describe('a string with a reference in it', () => {
  test.each<[string, z.ZodType]>([
    ['a URL', z.url()],
    ['a number that is read from text', z.coerce.number()],
    ['one of several words', z.enum(['x', 'y'])],
    ['a rule of its author', z.string().refine(() => false)],
    ['a transform that throws', z.string().transform((text) => new URL(text))],
    ['an alternative of types', z.union([z.int(), z.string().min(50)])],
  ])('may stand for %s', (_title, schema) => {
    expect(complaints(of(schema), { a: '${X}' })).toEqual([])
  })

  test('may not stand for what is no text', () => {
    expect(complaints(of(z.int()), { a: '${X}' })).toEqual([
      'a: expected a number, found "${X}"\nHINT: a reference stands for text: this value has to be written out.',
    ])
  })

  test('leaves a rule about the whole open, but no unknown key', () => {
    const schema = z.object({ a: z.string(), b: z.string() }).refine(({ a, b }) => a !== b, 'expected two different values')
    expect(complaints(schema, { a: '${X}', b: 'y', c: 1 })).toEqual(['unknown key c\nHINT: known here: a, b.'])
    expect(complaints(schema, { a: 'y', b: 'y' })).toEqual(['expected two different values, found a mapping'])
  })

  test('a transform that throws without a reference is a bug, and stays one', () => {
    expect(() => fit(of(z.string().transform((text) => new URL(text))), { a: 'x' }, [])).toThrow('Invalid URL')
  })
})
