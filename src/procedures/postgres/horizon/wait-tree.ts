import type { LockedSession } from './blocked.ts'

/** A session with those that wait for it. */
export type WaitTree = { readonly session: LockedSession; readonly behind: readonly WaitTree[] }

/**
 * Who waits for whom, as trees: at each root is a session that waits for no lock itself, and keeps up all the others. A session that waits for
 * several stands behind the one that itself waits, so that a chain is shown at its full length. A circle (a deadlock that the server has not broken
 * yet) has its lowest pid at the root. Every session stands in exactly one place.
 */
export function waitTrees(sessions: readonly LockedSession[]): readonly WaitTree[] {
  const known = new Map(sessions.map((session) => [session.pid, session]))
  const parents = new Map<number, number>()
  for (const { pid, blockedBy } of sessions.toSorted((a, b) => b.pid - a.pid)) {
    const there = blockedBy.filter((blocker) => known.has(blocker) && !leadsTo(blocker, pid, parents))
    const parent = there.find((blocker) => known.get(blocker)!.blockedBy.length > 0) ?? there[0]
    if (parent !== undefined) parents.set(pid, parent)
  }
  const children = Map.groupBy(
    sessions.filter(({ pid }) => parents.has(pid)),
    ({ pid }) => parents.get(pid)!,
  )
  const treeOf = (session: LockedSession): WaitTree => ({ session, behind: (children.get(session.pid) ?? []).map(treeOf) })
  return sessions.filter(({ pid, blockedBy }) => !parents.has(pid) && (blockedBy.length > 0 || children.has(pid))).map(treeOf)
}

/** Whether `from` already stands, however far, behind `to`. */
function leadsTo(from: number, to: number, parents: ReadonlyMap<number, number>): boolean {
  for (let pid: number | undefined = from; pid !== undefined; pid = parents.get(pid)) if (pid === to) return true
  return false
}

/** All that stand behind it, at any depth. */
export const allBehind = (tree: WaitTree): readonly LockedSession[] => tree.behind.flatMap((child) => [child.session, ...allBehind(child)])

/** How many steps the longest chain behind it has. */
export const depthOf = (tree: WaitTree): number => Math.max(0, ...tree.behind.map((child) => 1 + depthOf(child)))
