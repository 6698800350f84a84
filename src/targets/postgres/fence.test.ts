import { describe, expect, it } from 'vitest'
import { newId } from '../../base/id.ts'
import { fenceOf, sessionName } from './fence.ts'

describe('the name of a session', () => {
  it('says run and fence', () => {
    const id = newId()
    expect(sessionName({ id, fence: 12 })).toBe(`upkeep:${id}:12`)
  })

  it.each([
    ['a run id that is too long', 'x'.repeat(200), 7],
    ['a fence that is large', newId(), Number.MAX_SAFE_INTEGER],
    ['characters that PostgreSQL would replace', 'run 🐘 ü', 1],
  ])('has at most 63 bytes of printable ASCII with %s', (_case, id, fence) => {
    const name = sessionName({ id, fence })
    expect(name).toMatch(/^[ -~]{1,63}$/)
    expect(fenceOf(name, id)).toBe(fence)
  })

  it.each([
    ['another run', `upkeep:${newId()}:3`],
    ['no fence', 'upkeep:run'],
    ['an application that is called like it', 'upkeep:run:3x'],
    ['psql', 'psql'],
  ])('is not taken for this run: %s', (_case, name) => {
    expect(fenceOf(name, 'run')).toBeNull()
  })
})
