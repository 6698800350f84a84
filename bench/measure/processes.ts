import { readFileSync, readdirSync } from 'node:fs'

/** One process of a tree, as /proc shows it. */
export type ProcessUse = {
  readonly pid: number
  readonly command: string
  /** Memory in bytes, with shared pages divided among those who share them (PSS). */
  readonly memoryBytes: number
  /** Processor time used so far, in milliseconds: its own, user and system. */
  readonly cpuMs: number
}

/** sysconf(_SC_CLK_TCK) is 100 on every Linux that Node runs on. */
const tickMs = 10

/** The processes that descend from `root`, itself included. Linux only. */
export function treeUse(root: number): readonly ProcessUse[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => parentOf(Number(name))),
  )
  const inTree = (pid: number): boolean => pid === root || (parents.has(pid) && inTree(parents.get(pid)!))
  return [...parents.keys()].filter(inTree).flatMap(useOf)
}

/** [pid, parent], or nothing when it has gone meanwhile. */
function parentOf(pid: number): [number, number][] {
  const stat = statOf(pid)
  return stat === null ? [] : [[pid, Number(stat[1])]]
}

function useOf(pid: number): ProcessUse[] {
  try {
    const stat = statOf(pid)
    const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
    if (stat === null || pss === undefined) return []
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return [{ pid, command, memoryBytes: Number(pss) * 1024, cpuMs: (Number(stat[11]) + Number(stat[12])) * tickMs }]
  } catch {
    return []
  }
}

/** The fields of /proc/PID/stat after the name, which may itself hold spaces and brackets: state, parent, ... */
function statOf(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
