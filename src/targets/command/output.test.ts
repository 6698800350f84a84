import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCapture } from './capture.ts'
import { quoteArguments } from './quote.ts'
import { makeRedactor } from './redact.ts'

const asIs = (text: string): string => text
const capture = (text: string, head: number, tail: number, chunkBytes = 7) => {
  const kept = createCapture(head, tail)
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += chunkBytes) kept.write(bytes.subarray(at, at + chunkBytes))
  return kept
}

describe('captured output', () => {
  it('is whole when it is short', () => {
    expect(capture('one\ntwo\n', 4, 4).read(asIs)).toEqual({ text: 'one\ntwo\n', bytes: 8, leftOutBytes: 0 })
  })

  it('keeps the beginning and the end of much', () => {
    expect(capture(`begin${'x'.repeat(10_000)}the end`, 5, 7).read(asIs)).toEqual({
      text: 'begin\n[... 9.77 KiB left out ...]\nthe end',
      bytes: 10_012,
      leftOutBytes: 10_000,
    })
  })

  it('never cuts through a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 20, maxLength: 60 }),
        fc.integer({ min: 4, max: 9 }),
        fc.integer({ min: 4, max: 9 }),
        (text, head, tail) => {
          const parts = capture(text, head, tail)
            .read(asIs)
            .text.split(/\n\[\.\.\. .+ left out \.\.\.\]\n/)
          expect(parts).toHaveLength(2)
          expect([text.slice(0, parts[0]!.length), text.slice(text.length - parts[1]!.length)]).toEqual(parts)
        },
      ),
    )
  })

  it('never shows a secret, nor the rest of one that the cut went through', () => {
    const secret = fc.string({ unit: fc.constantFrom('s', 'e', 'c'), minLength: 6, maxLength: 12 })
    fc.assert(
      fc.property(
        secret,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (value, before, after, chunk) => {
          const redact = makeRedactor([value])
          const { text, leftOutBytes } = capture(`${'-'.repeat(before)}${value}${'+'.repeat(after)}`, 16, 16, chunk).read(redact)
          expect(text).not.toContain(value)
          if (leftOutBytes > 0) expect(text.replace(/left out/, '')).not.toMatch(/[sec]-*\n|\n\+*[sec]/)
        },
      ),
    )
  })
})

it('masks the password of a connection string wherever it is printed', () => {
  expect(makeRedactor(['postgres://me:p%40ss1@db/x'])('to postgres://me:p%40ss1@db/x: password p@ss1 refused')).toBe(
    'to postgres://me:***@db/x: password *** refused',
  )
})

it('quotes a command line so that a shell would read back the same words', () => {
  expect(quoteArguments(['/bin/echo', 'plain', "it's", '$HOME', '', 'a b'])).toBe(`/bin/echo plain 'it'\\''s' '$HOME' '' 'a b'`)
})
