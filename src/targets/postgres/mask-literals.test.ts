import { expect, it } from 'vitest'
import { cpuMsOf } from '../../../test/harness/cpu-time.ts'
import { maskLiterals } from './mask-literals.ts'

it.each([
  ["select * from users where email = 'ann@example.org' and pin = 1234", "select * from users where email = '…' and pin = …"],
  ["select 'it''s', 'x'", "select '…', '…'"],
  [String.raw`select E'it\'s a secret', 'other'`, "select '…', '…'"],
  [String.raw`select e'ends with \\' , 'secret'`, "select '…' , '…'"],
  [String.raw`select 'a\' || col || 'secret'`, "select '…' || col || '…'"],
  ["select $$secret$$, $f$ it's $$ secret $f$, $1", "select '…', '…', $1"],
  [`select "it's" from t where x = 'secret'`, `select "it's" from t where x = '…'`],
  [
    `select "a ""quoted"" 'name'" from "odd ' schema"."🐘" where note = 'secret'`,
    `select "a ""quoted"" 'name'" from "odd ' schema"."🐘" where note = '…'`,
  ],
  ["select 1 -- it's a secret\n, 'x'", "select … , '…'"],
  ["/* it's a secret */ select /* password=x */ 2", 'select …'],
  ["select 1 /* outer /* inner */ it's */, 'secret'", 'select …'],
  ["select U&'secret', N'secret', x'1f', b'101'", "select '…', '…', '…', '…'"],
  ['select t1.col2, $12, 3.5e-7, .5, -1, 1_000, 0xff from t1 limit 10', 'select t1.col2, $12, …, …, -…, …, … from t1 limit …'],
  ["select a\n\t  from   b\nwhere c='x'", "select a from b where c='…'"],
  ["select * from t where note = 'cut in the mid", "select * from t where note = '…'"],
  [String.raw`select E'cut in the mid\'`, "select '…'"],
  ['select $tag$ cut in the mid $ta', "select '…'"],
  ['select "cut name', 'select "cut name'],
  ['', ''],
])('%s', (statement, masked) => {
  expect(maskLiterals(statement)).toBe(masked)
})

it('takes time in proportion to the length, whatever stands there', () => {
  for (const nasty of ["'", '"', '$', '/*', '--', "e'\\", '$$', "''", '\\', '1', 'a']) {
    expect(
      cpuMsOf(() => void maskLiterals(nasty.repeat(50_000))),
      nasty,
    ).toBeLessThan(1_000)
  }
})
