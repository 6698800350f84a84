import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { openStore } from '../../src/store/db.ts'
import type { Store } from '../../src/store/db.ts'
import { measurementsOf } from '../../src/store/look.ts'
import { testDatabase } from '../harness/index.ts'
import type { TestDatabase } from '../harness/index.ts'

describe('one number through time', () => {
  let database: TestDatabase
  let store: Store
  beforeAll(async () => {
    database = await testDatabase({ template: 'store' })
    store = openStore(database.url)
    // A look each minute, whose number is its minute; those of `failed` runs and of plans are of no use.
    const runs = (task: string, minutes: number, state: string, mode: string) =>
      store.run(sql`
      with made as (
        insert into upkeep.runs (id, stack, task, definition, mode, trigger, due_at, state, ended_at)
        select gen_random_uuid(), 'shop', ${task}, '{}', ${mode}, 'schedule', now(), ${state}, timestamptz '2026-03-01 00:00Z' + n * interval '1 minute'
        from generate_series(1, ${minutes}::int) n returning id, ended_at)
      insert into upkeep.looks (run, phase, at, observation, assessment)
      select id, 'after', ended_at, jsonb_build_object('storage', jsonb_build_object('bytes', extract(epoch from ended_at - '2026-03-01 00:00Z') / 60)), '{}' from made`)
    await runs('size', 1_000, 'converged', 'run')
    await runs('size', 5, 'failed', 'run')
    await runs('size', 5, 'planned', 'plan')
    await runs('once', 1, 'converged', 'run')
  })
  afterAll(async () => {
    await store.close()
    await database.close()
  })
  const asked = (task: string, path: readonly string[], atMost: number) => measurementsOf(store, { stack: 'shop', task, path, atMost })

  it('has as many points as were asked for, spread over the whole time, oldest first, with the last look among them', async () => {
    const points = await asked('size', ['storage', 'bytes'], 50)
    expect(points).toHaveLength(50)
    expect(points.map(({ value }) => value)).toEqual(Array.from({ length: 50 }, (_, n) => 20 * (n + 1)))
    expect(points.at(-1)).toEqual({ at: new Date('2026-03-01T16:40:00Z'), value: 1_000 })
  })

  it('has each look where there are fewer than that', async () => {
    expect((await asked('size', ['storage', 'bytes'], 100_000)).map(({ value }) => value)).toEqual(
      Array.from({ length: 1_000 }, (_, n) => n + 1),
    )
    expect(await asked('once', ['storage', 'bytes'], 50)).toEqual([{ at: new Date('2026-03-01T00:01:00Z'), value: 1 }])
  })

  it('is empty for a task that has not looked, and for a place that observations do not have', async () => {
    expect(await asked('never', ['storage', 'bytes'], 50)).toEqual([])
    expect(await asked('size', ['storage', 'nothing'], 50)).toEqual([])
  })
})
