import { describe, expect, it } from 'vitest'
import { leftoverOf } from './leftover-name.ts'

const long = 'a'.repeat(63)
const umlauts = `${'ä'.repeat(31)}x`

describe('the name of a leftover', () => {
  it.each([
    ['t_id_ccnew', ['t_id'], 't_id'],
    ['t_id_ccold', ['other', 't_id'], 't_id'],
    ['t_id_ccnew12', ['t_id'], 't_id'],
    [`${'a'.repeat(57)}_ccnew`, [long], long],
    [`${'a'.repeat(56)}_ccold2`, [long], long],
    // 57 bytes end in the middle of an ä: PostgreSQL takes 28 whole ones.
    [`${'ä'.repeat(28)}_ccnew`, [umlauts], umlauts],
    ['t_id_ccnew_ccnew', ['t_id_ccnew', 't_id'], 't_id_ccnew'],
    ['t_id_ccnew_ccold', ['t_id'], 't_id'],
    ['line\nbreak_ccnew', ['line\nbreak'], 'line\nbreak'],
  ])('%j belongs to one of %j: %j', (name, siblings, own) => expect(leftoverOf(name, siblings)).toBe(own))

  it.each([
    ['t_id_ccnew', ['other']],
    ['t_id_ccnew', ['t_id_ccnew']],
    ['t_id_ccnewer', ['t_id']],
    ['_ccnew', ['']],
    ['t_idccnew', ['t_id']],
    [`${'a'.repeat(56)}_ccnew`, [long]],
  ])('%j belongs to none of %j', (name, siblings) => expect(leftoverOf(name, siblings)).toBeNull())
})
