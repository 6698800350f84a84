import { formatDuration } from '../../../base/duration.ts'
import type { Finding } from '../../contract.ts'
import type { LockedSession, LocksSeen } from './blocked.ts'
import { whose } from './sessions.ts'
import { allBehind, depthOf, waitTrees } from './wait-tree.ts'
import type { WaitTree } from './wait-tree.ts'

/** So many lines of the tree are shown. */
const linesShown = 30

/** A finding for each database, user and application at the root of a tree in which somebody has waited for long. */
export function blockedFindings(seen: LocksSeen, longMs: number, now: string): readonly Finding[] {
  const trees = waitTrees(seen.sessions)
  const byRoot = Map.groupBy(trees, ({ session }) => (session.pid === 0 ? 'blocked-by:prepared' : `blocked-by:${whose(session)}`))
  return [...byRoot].flatMap(([fingerprint, group]) => {
    const waiting = group.flatMap((tree) => (tree.session.blockedBy.length > 0 ? [tree.session, ...allBehind(tree)] : allBehind(tree)))
    const longestMs = Math.max(...waiting.map((session) => waitedMs(session, now)))
    if (longestMs < longMs) return []
    const lines = group.flatMap((tree) => linesOf(tree, now, 0))
    const depth = Math.max(...group.map(depthOf))
    return [
      {
        fingerprint,
        severity: 'warning',
        title: `${nameOf(group[0]!.session)} keeps ${waiting.length === 1 ? 'a session' : `${waiting.length} sessions`} waiting for locks`,
        detail: [
          `The longest has waited for ${formatDuration(longestMs)}${depth > 1 ? `; up to ${depth} stand one behind the other` : ''}.`,
          ...lines.slice(0, linesShown),
          ...(lines.length > linesShown ? [`and ${lines.length - linesShown} more`] : []),
        ].join('\n'),
        hint: cure(group[0]!.session),
      },
    ]
  })
}

const waitedMs = (session: LockedSession, now: string): number =>
  session.waitsSince === null ? 0 : Math.max(0, Date.parse(now) - Date.parse(session.waitsSince))

function nameOf(session: LockedSession): string {
  if (session.pid === 0) return 'a prepared transaction'
  return `${session.application || 'a nameless application'} of ${session.user ?? 'the server'}${session.database === null ? '' : ` in ${session.database}`}`
}

function cure(root: LockedSession): string {
  if (root.user === null && root.application === 'autovacuum')
    return 'let it finish: it makes way by itself for whoever waits, unless it prevents wraparound, and then the server would stop without it. Ending those that wait lets everybody behind them go on.'
  if (root.pid === 0) return 'COMMIT PREPARED or ROLLBACK PREPARED it, once you know whose it is; this task lists those that lie.'
  return `end the transaction of the first line by commit or rollback; select pg_terminate_backend(${root.pid}) does it when nobody needs it. Ending those that wait cures nothing.`
}

/** The tree as lines, each level two spaces further in. */
function linesOf(tree: WaitTree, now: string, level: number): readonly string[] {
  return ['  '.repeat(level) + lineOf(tree.session, now), ...tree.behind.flatMap((child) => linesOf(child, now, level + 1))]
}

function lineOf(session: LockedSession, now: string): string {
  if (session.pid === 0) return 'a prepared transaction'
  const parts = [
    `pid ${session.pid} (${session.application || 'nameless'}, user ${session.user ?? '?'})`,
    session.waitsFor === null ? stateOf(session, now) : `waits ${formatDuration(waitedMs(session, now))} for ${session.waitsFor}`,
    session.blockedBy.length > 1 ? `behind ${session.blockedBy.join(', ')}` : null,
  ].filter((part) => part !== null)
  return `${parts.join(', ')}${session.query ? `: ${session.query}` : ''}`
}

function stateOf(session: LockedSession, now: string): string {
  const since =
    session.transactionStart === null
      ? ''
      : `, in a transaction for ${formatDuration(Math.max(0, Date.parse(now) - Date.parse(session.transactionStart)))}`
  return `${session.state ?? 'unseen'}${since}`
}
