import { expect, test } from 'vitest'
import { codeParts } from './code-parts.ts'

const marked = (text: string): string =>
  codeParts(text)
    .map(({ words, code }) => (code ? `<${words}>` : words))
    .join('')

test.each([
  ['set `drop: [unused]`, or `keep` it', 'set <drop: [unused]>, or <keep> it'],
  ['`upkeep tokens` lists them', '<upkeep tokens> lists them'],
  ['no code in this', 'no code in this'],
  ['one ` alone', 'one ` alone'],
  ['two `` of nothing', 'two `` of nothing'],
  ['', ''],
])('%j', (text, shown) => {
  expect(marked(text)).toBe(shown)
})
