import { describe, expect, test } from 'vitest'
import { cpuMsOf } from '../../test/harness/cpu-time.ts'
import { describeProblem } from '../base/errors.ts'
import { readDocument } from './document.ts'

const complaints = (text: string): string[] => readDocument(text, 'x.yaml').problems.map(describeProblem)

describe('a document', () => {
  test('is plain JSON, each value with its place', () => {
    const { root, problems, placeAt } = readDocument('a: 1\nb:\n  - x: yes\n    y: 2026-12-01 02:00\nc: &c {z: null}\nd: *c\n', 'x.yaml')
    expect(problems).toEqual([])
    expect(root?.value).toEqual({ a: 1, b: [{ x: 'yes', y: '2026-12-01 02:00' }], c: { z: null }, d: { z: null } })
    const y = root!.children.get('b')!.children.get('0')!.children.get('y')!
    expect([placeAt(y.keyAt), placeAt(y.at)]).toEqual([
      { file: 'x.yaml', line: 4, column: 5 },
      { file: 'x.yaml', line: 4, column: 8 },
    ])
  })

  test.each([
    ['duplicate keys', 'a: 1\nb: 2\na: 3\n', ['x.yaml:3:1: duplicate key a\nHINT: each key stands once in a mapping.']],
    ['tabs', 'a:\n\tb: 1\n', ['x.yaml:2:1: a tab is used as indentation\nHINT: indent with spaces.']],
    [
      'a second document',
      'a: 1\n---\nb: 2\n',
      ['x.yaml:2:1: a second document begins here\nHINT: a stack file is one document: put each stack into a file of its own.'],
    ],
    [
      'a cron expression without quotes',
      'every: */5 * * * *\n',
      ['x.yaml:1:12: a value that begins with * is an alias\nHINT: put quotes around it, such as "*/5 * * * *".'],
    ],
    [
      'every minute without quotes',
      'every: * * * * *\n',
      ['x.yaml:1:8: a value that begins with * is an alias\nHINT: put quotes around it, such as "*/5 * * * *".'],
    ],
    [
      'a reference in braces without quotes',
      'db: { kind: postgres, url: ${X} }\nguide:\n  a: 1\n',
      ['x.yaml:1:29: not valid YAML: inside { } or [ ] a ${...} without quotes begins a mapping\nHINT: put quotes around it.'],
    ],
    [
      'an alias without an anchor',
      'a: *b\n',
      ['x.yaml:1:4: alias *b has no anchor &b before it\nHINT: a value that begins with * has to stand in quotes.'],
    ],
    ['an alias of itself', 'a: &a\n  b: *a\n', ['x.yaml:2:6: expected values nested at most 64 deep\nHINT: write the values out.']],
    ['a quote that is not closed', 'a: "abc\nb: 2\n', ['x.yaml:3:1: not valid YAML: missing closing "quote']],
    [
      'tags',
      'a: !foo 1\nb: !!binary aGVsbG8=\n',
      [
        'x.yaml:1:4: unresolved tag: !foo\nHINT: a stack file has plain values only: leave the tag away.',
        'x.yaml:2:13: expected text, a number, true, false, a list or a mapping\nHINT: leave the tag away.',
      ],
    ],
    [
      'merge keys',
      'b: &b {x: 1}\na: { <<: *b, y: 2 }\n',
      ['x.yaml:2:6: merge keys (<<) are not part of YAML 1.2\nHINT: write the keys out, or let the whole value be an alias.'],
    ],
    [
      'keys that are no names',
      '? [x]\n: b\nnull: c\n__proto__: d\n',
      [
        'x.yaml:1:3: expected a name as key, found a list or mapping',
        'x.yaml:3:1: expected a name as key, found nothing',
        'x.yaml:4:1: expected a name as key, found __proto__',
      ],
    ],
    [
      'numbers that JSON can not hold',
      'a: .nan\nb: 12345678901234567890\n',
      [
        'x.yaml:1:4: expected a finite number, found NaN',
        'x.yaml:2:4: expected a number of at most 15 digits\nHINT: write longer ones in quotes.',
      ],
    ],
    [
      'a colon in a value',
      'title: foo: bar\n',
      ['x.yaml:1:8: a second colon follows on the same line\nHINT: put quotes around a value that has a colon and a space in it.'],
    ],
    ['a reserved character', 'every: @daily\n', ['x.yaml:1:8: a value can not begin with this character\nHINT: put quotes around it.']],
    [
      'a directive for another YAML',
      '%YAML 1.1\n---\na: yes\n',
      ['x.yaml:1:1: expected YAML 1.2, found a directive for 1.1\nHINT: leave the %YAML line away.'],
    ],
    ['binary data', 'a: \0\u0001\n', ['x.yaml:1:1: expected a text file, found binary data\nHINT: a stack file is YAML in UTF-8.']],
  ])('with %s is told where and why', (_title, text, expected) => {
    expect(complaints(text)).toEqual(expected)
  })

  test('that grows through aliases is refused before it has grown', () => {
    const bomb = ['a: &a [l, l, l, l, l, l, l, l, l]']
    for (let level = 1; level < 12; level++)
      bomb.push(
        `k${level}: &${'abcdefghijklm'[level]} [${Array(9)
          .fill(`*${'abcdefghijklm'[level - 1]}`)
          .join(', ')}]`,
      )
    const tookMs = cpuMsOf(() =>
      expect(complaints(bomb.join('\n'))).toEqual([expect.stringContaining('expected aliases that stand for at most 10000 values in all')]),
    )
    expect(tookMs).toBeLessThan(1_000)
  })

  test('that is too large is refused unread, and one of the largest size is read in seconds', () => {
    expect(complaints(`a: ${'x'.repeat(1_048_576)}`)).toEqual([
      'x.yaml:1:1: expected a stack file of at most 1 MiB, found 1048579 bytes\nHINT: split the guide into several stacks.',
    ])
    const keys = Array.from({ length: 100_000 }, (_, index) => `k${index}: 1`).join('\n')
    expect(cpuMsOf(() => expect(complaints(keys)).toEqual([]))).toBeLessThan(10_000)
  })

  test.each([
    ['lists', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['mappings', Array.from({ length: 1_400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['lists, not too many for the parser', `${'['.repeat(100)}${']'.repeat(100)}`],
  ])('of very deep %s is refused', (_title, text) => {
    expect(complaints(text)[0]).toMatch(/nested (too|at most 64) deep/)
  })
})
