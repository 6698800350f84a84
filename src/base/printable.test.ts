import { expect, it } from 'vitest'
import { printable } from './printable.ts'

it.each([
  ['plain ünïcode 🐘\n\tand lines', 'plain ünïcode 🐘\n\tand lines'],
  ['\u001B[31mred\u001B[0m', 'red'],
  ['a\u0000b\u0007c', 'a·b·c'],
  ['one\r\ntwo', 'one\ntwo'],
  ['half \uD83D', 'half \uFFFD'],
])('makes %j printable', (text, expected) => expect(printable(text)).toBe(expected))
