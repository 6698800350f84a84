import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markdownBlocks } from './blocks.ts'

test('headings, paragraphs, lists, quotes, tables and fences become blocks', () => {
  const blocks = markdownBlocks(
    '## What it does\n\nOne line\nand its end.\n- first\n  goes on\n- second\n\n1. one\n2. two\n\n> careful\n> there\n\n| a | b \\| c |\n|---|---|\n| 1 | 2 |\n\n```sql\nSELECT 1\n\n# not a heading\n```\n',
  )
  expect(blocks).toEqual([
    { kind: 'heading', level: 2, text: 'What it does' },
    { kind: 'paragraph', text: 'One line and its end.' },
    { kind: 'list', ordered: false, items: ['first goes on', 'second'] },
    { kind: 'list', ordered: true, items: ['one', 'two'] },
    { kind: 'quote', text: 'careful there' },
    { kind: 'table', head: ['a', 'b | c'], rows: [['1', '2']] },
    { kind: 'code', text: 'SELECT 1\n\n# not a heading' },
  ])
})

test('any text comes to an end, and a fence that is never closed reaches to the last line', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('```', '| a |', '|---|', '- x', '  y', '# h', '> q', 'text', '', '1. z')), (lines) =>
      Array.isArray(markdownBlocks(lines.join('\n'))),
    ),
  )
  expect(markdownBlocks('```\na\nb')).toEqual([{ kind: 'code', text: 'a\nb' }])
})
