import { describe, expect, it } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { requestRun } from '../../src/run/request.ts'
import { acknowledgeFinding, listFindings } from '../../src/store/finding.ts'
import type { FindingRow } from '../../src/store/finding.ts'
import { createWorld, operator } from './world.ts'
import type { World } from './world.ts'

const all = ['open', 'acknowledged', 'resolved'] as const
const runOnce = async (world: World): Promise<readonly FindingRow[]> => {
  const id = await requestRun(world.engine, operator, { stack: 'test', task: 'chores', mode: 'run', approve: false })
  await world.until(id, ['converged', 'diverged', 'failed'])
  return listFindings(world.engine.store, { state: all })
}

const statesOf = (findings: readonly FindingRow[]): readonly string[] =>
  findings.map((finding) => `${finding.fingerprint} ${finding.state}`).toSorted((a, b) => a.localeCompare(b))

describe('a finding', () => {
  it('is one row that opens, is seen again, is acknowledged, resolves and opens again', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.worker()
    await world.target.run(sql`insert into trouble values ('bloat:a', 'warning')`)
    const [opened] = await runOnce(world)
    expect(opened).toMatchObject({ fingerprint: 'bloat:a', state: 'open', timesSeen: 1 })
    expect(await runOnce(world)).toMatchObject([{ id: opened!.id, state: 'open', timesSeen: 2 }])
    await acknowledgeFinding(world.engine.store, opened!.id, 'ann', 'known')
    expect(await runOnce(world)).toMatchObject([{ id: opened!.id, state: 'acknowledged', timesSeen: 3, note: 'known' }])
    await world.target.run(sql`delete from trouble`)
    expect(await runOnce(world)).toMatchObject([{ id: opened!.id, state: 'resolved' }])
    await world.target.run(sql`insert into trouble values ('bloat:a', 'warning')`)
    expect(await runOnce(world)).toMatchObject([{ id: opened!.id, state: 'open', resolvedAt: null }])
  })

  it('that was acknowledged opens again when it gets worse', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.worker()
    await world.target.run(sql`insert into trouble values ('bloat:a', 'warning')`)
    const [opened] = await runOnce(world)
    await acknowledgeFinding(world.engine.store, opened!.id, 'ann', null)
    await world.target.run(sql`update trouble set severity = 'critical'`)
    expect(await runOnce(world)).toMatchObject([{ state: 'open', severity: 'critical' }])
  })

  it('stays open while it is not looked at: unknown is not fine', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.worker()
    await world.target.run(sql`insert into trouble values ('bloat:a', 'warning'), ('bloat:b', 'info')`)
    await runOnce(world)
    await world.target.run(sql`update trouble set skipped = true where fingerprint = 'bloat:a'`)
    await world.target.run(sql`delete from trouble where fingerprint = 'bloat:b'`)
    const findings = await runOnce(world)
    expect(statesOf(findings)).toEqual(['bloat:a open', 'bloat:b resolved'])
  })

  it('stays open when a run can’t look at all, beside the finding of that failure', async () => {
    const world = await createWorld()
    await world.load({ chores: {} })
    await world.worker()
    await world.target.run(sql`insert into trouble values ('bloat:a', 'warning')`)
    await runOnce(world)
    await world.target.run(sql`alter table chores rename to elsewhere`)
    const findings = await runOnce(world)
    expect(statesOf(findings)).toEqual(['bloat:a open', 'run:failed open'])
    await world.target.run(sql`alter table elsewhere rename to chores`)
    expect((await runOnce(world)).find((finding) => finding.fingerprint === 'run:failed')).toMatchObject({ state: 'resolved' })
  })
})
