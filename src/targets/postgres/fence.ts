import { setTimeout as sleep } from 'node:timers/promises'
import { RemoteError } from '../../base/errors.ts'
import { sql } from '../../base/sql.ts'
import type { Session } from './session.ts'

export type RunName = { readonly id: string; readonly fence: number }

/** NAMEDATALEN - 1: PostgreSQL cuts what is longer. */
const maxNameBytes = 63

/** How a run's sessions call themselves in pg_stat_activity: `upkeep:<run>:<fence>`, at most 63 bytes of printable ASCII. */
export function sessionName(run: RunName): string {
  const fence = `:${run.fence}`
  return `${prefixOf(run.id).slice(0, maxNameBytes - fence.length)}${fence}`
}

/** The fence in a session's name when it is of this run, else null. */
export function fenceOf(name: string, runId: string): number | null {
  const at = name.lastIndexOf(':')
  const fence = name.slice(at + 1)
  if (at === -1 || !/^\d+$/.test(fence)) return null
  return sessionName({ id: runId, fence: Number(fence) }) === name ? Number(fence) : null
}

const prefixOf = (runId: string): string => `upkeep:${runId.replaceAll(/[^ -~]/g, '?')}`

/**
 * Ends what is left of the same run's earlier holders, and returns when it is gone: a worker that was frozen and wakes finds its connection dead, and
 * a statement that a killed worker left behind no longer holds locks. The role is the same, so no more rights are needed. Returns how many it ended.
 */
export async function endOlderSessions(
  session: Session,
  run: RunName,
  options: { readonly patienceMs: number } = { patienceMs: 5_000 },
): Promise<number> {
  const deadline = performance.now() + options.patienceMs
  const ended = new Set<number>()
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 500)) {
    const older = await olderSessions(session, run)
    if (older.length === 0) return ended.size
    if (performance.now() > deadline) {
      throw new RemoteError(`${session.place}: session ${older[0]} of an earlier worker of this run doesn't end`, {
        transient: true,
        hint: 'it may be writing to a disk that hangs: look at it in pg_stat_activity.',
      })
    }
    for (const pid of older) {
      await session.run(sql`select pg_terminate_backend(${pid}::int)`)
      ended.add(pid)
    }
    await sleep(waitMs)
  }
}

async function olderSessions(session: Session, run: RunName): Promise<readonly number[]> {
  const { rows } = await session.run<{ pid: number; name: string }>(sql`
    select pid, application_name as name from pg_stat_activity
    where starts_with(application_name, ${prefixOf(run.id).slice(0, 40)}) and usename = current_user and pid <> pg_backend_pid()`)
  return rows.filter(({ name }) => (fenceOf(name, run.id) ?? run.fence) < run.fence).map(({ pid }) => pid)
}
