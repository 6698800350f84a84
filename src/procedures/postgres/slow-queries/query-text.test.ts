import { expect, it } from 'vitest'
import { isQuery, presentable } from './query-text.ts'

it.each([
  ['select *\n from trades where id = $1', 'select * from trades where id = $1', true],
  ['/* controller: trades */ select 1', 'select …', true],
  ["update users set email = 'ann@example.org' where id = 7", "update users set email = '…' where id = …", true],
  ['(select 1) union (select 2)', '(select …) union (select …)', true],
  ['with x as (select $1) select * from x', 'with x as (select $1) select * from x', true],
  ["call refresh('all')", "call refresh('…')", true],
  ["ALTER ROLE ann PASSWORD 'secret'", 'ALTER ROLE …', false],
  ['alter user ann password $1', 'ALTER USER …', false],
  ["create user bob password 'secret' valid until '2030-01-01'", 'CREATE USER …', false],
  ["do $$ begin perform login('secret'); end $$", 'DO …', false],
  ["set session my.password = 'secret'", 'SET …', false],
  ["create subscription s connection 'password=secret' publication p", 'CREATE …', false],
  ['create index concurrently on trades (id)', 'CREATE INDEX …', false],
  ['vacuum analyze trades', 'VACUUM …', false],
  ['begin', 'BEGIN', false],
  ['-- only a comment', '', false],
  ['selection of nonsense', 'SELECTION …', false],
  ['select bt_index_check($1) as upkeep_own_look', 'select bt_index_check($1) as upkeep_own_look', false],
])('%j is shown as %j', (text, shown, query) => {
  expect(presentable(text)).toBe(shown)
  expect(isQuery(shown)).toBe(query)
})

it('cuts long texts', () => {
  expect(presentable(`select ${'column, '.repeat(1_000)} from t`)).toHaveLength(400)
})
