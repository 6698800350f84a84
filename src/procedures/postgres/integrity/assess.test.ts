import { describe, expect, it } from 'vitest'
import { assessIntegrity } from './assess.ts'
import type { IntegrityObservation } from './observation.ts'
import { integrityParams } from './params.ts'
import { newRound } from './progress.ts'
import type { Damage } from './progress.ts'

const now = '2025-11-22T06:00:00.000Z'
const sound: IntegrityObservation = {
  now,
  database: 'shop',
  extension: { name: 'amcheck', installed: { schema: 'public', version: '1.3' }, available: true },
  amcheck: { schema: 'public', indexes: true, tables: true, heapallindexed: true },
  progress: {
    round: newRound(now),
    lastRound: { startedAt: '2025-11-20T06:00:00.000Z', endedAt: now, indexes: 8, tables: 2 },
    damages: [],
    passedOver: [],
    crashes: [],
  },
  objects: { all: 10, left: 10 },
  tookMs: 5,
  otherIndexes: 0,
  checksumFailures: [],
  invalidIndexes: [],
  outdatedCollations: [],
}
const damage = (more: Partial<Damage>): Damage => ({
  oid: 1,
  kind: 'index',
  name: 'public."Odd 🐘"',
  table: 'public.t',
  from: 0,
  messages: ['item order invariant violated'],
  foundAt: now,
  ...more,
})
const withDamages = (...damages: readonly Damage[]): IntegrityObservation => ({ ...sound, progress: { ...sound.progress, damages } })
const assess = (seen: IntegrityObservation, params: object = {}) => assessIntegrity(seen, integrityParams.parse(params))
const judged = (seen: IntegrityObservation): readonly string[] =>
  assess(seen).findings.map(({ severity, fingerprint }) => `${severity} ${fingerprint}`)

describe('what integrity makes of what it saw', () => {
  it.each<[string, IntegrityObservation, readonly string[]]>([
    ['nothing wrong', sound, []],
    ['a damaged index', withDamages(damage({})), ['critical damaged:index:public."Odd 🐘"']],
    [
      'a table damaged at two places is one',
      withDamages(
        damage({ kind: 'table', name: 'public.t', table: null }),
        damage({ kind: 'table', name: 'public.t', table: null, from: 2_048 }),
      ),
      ['critical damaged:table:public.t'],
    ],
    ['checksum failures', { ...sound, checksumFailures: [{ database: 'shop', count: 2, last: now }] }, ['critical checksum:shop']],
    [
      'an invalid index',
      { ...sound, invalidIndexes: [{ schema: 'public', name: 'i_ccnew', table: 'public.t' }] },
      ['warning invalid-index:public.i_ccnew'],
    ],
    [
      'a collation with other rules',
      { ...sound, outdatedCollations: [{ name: 'public.de', builtWith: '1', nowIs: '2', indexes: 3 }] },
      ['warning collation:public.de'],
    ],
    ['no amcheck', { ...sound, amcheck: null, extension: { ...sound.extension, installed: null } }, ['warning extension:amcheck']],
    [
      'damage that was found before amcheck went away',
      { ...withDamages(damage({})), amcheck: null, extension: { ...sound.extension, installed: null } },
      ['critical damaged:index:public."Odd 🐘"', 'warning extension:amcheck'],
    ],
  ])('%s', (_, seen, expected) => {
    expect(judged(seen)).toEqual(expected)
  })

  it('warns of rebuilding an index before looking, and sends to the backup for a table', () => {
    const [index, table] = assess(withDamages(damage({}), damage({ oid: 2, kind: 'table', name: 'public.t', table: null }))).findings
    expect(index!.hint).toMatch(/^do not rebuild it before you know why/)
    expect(index!.detail).toBe('Found at 2025-11-22 06:00:00 UTC; it belongs to public.t.\nitem order invariant violated')
    expect(table!.hint).toContain('restore from the last verified backup')
  })

  it.each<[string, Partial<IntegrityObservation>, object, readonly string[]]>([
    ['amcheck is missing', { amcheck: null }, {}, ['damaged:']],
    [
      'the role may not',
      { amcheck: { schema: 'public', indexes: false, tables: false, heapallindexed: false } },
      {},
      ['damaged:index:', 'damaged:table:'],
    ],
    [
      'amcheck is too old for tables',
      { amcheck: { schema: 'public', indexes: true, tables: false, heapallindexed: true } },
      {},
      ['damaged:table:'],
    ],
    ['tables are left out', {}, { tables: false }, ['damaged:table:']],
    ['checksums are off', { checksumFailures: null }, {}, ['checksum:']],
  ])('leaves findings open when %s', (_, more, params, expected) => {
    expect(assess({ ...sound, ...more }, params).notLookedAt!.flatMap(({ fingerprints }) => fingerprints ?? [])).toEqual(expected)
  })

  it('names what was passed over', () => {
    const passedOver = [{ oid: 5, name: 'public.huge', why: 'to check it takes longer', at: now }]
    const { notLookedAt } = assess({ ...sound, otherIndexes: 3, progress: { ...sound.progress, passedOver } })
    expect(notLookedAt!.map(({ what }) => what)).toEqual(['3 indexes that are no B-trees', 'public.huge'])
  })

  it('tells how far the round is', () => {
    const facts = (seen: IntegrityObservation): unknown => assess(seen).facts!.find(({ label }) => label === 'checked of this round')!.value
    expect(facts(sound)).toBe('all: 8 indexes, 2 tables')
    expect(facts({ ...sound, objects: { all: 10, left: 4 }, progress: { ...sound.progress, lastRound: null } })).toBe('6 of 10')
  })
})
