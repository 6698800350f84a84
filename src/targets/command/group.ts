import { spawn, spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long a program has between being asked to end (TERM) and being killed. */
export const graceMs = 5_000

/** Sends a signal to a process group; false when nothing of it is left. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal)
    return true
  } catch (error) {
    // EPERM: what is left runs as somebody else (sudo); it is there, and out of reach.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Ends a process group: TERM, and KILL for what is left after the grace. Resolves when nothing is left or everything was done. */
export async function endGroup(group: number): Promise<void> {
  if (!signalGroup(group, 'SIGTERM')) return
  const killAt = performance.now() + graceMs
  while (performance.now() < killAt) {
    await sleep(20)
    if (!signalGroup(group, 0)) return
  }
  signalGroup(group, 'SIGKILL')
}

/** Waits for a line; when the pipe closes without one, the worker has died, and the group is ended in its place. */
const guardScript = `read -r line && exit
kill -TERM "-$1" || exit
for second in 1 2 3 4 5; do sleep 1; kill -0 "-$1" || exit; done
kill -KILL "-$1"`

/**
 * Starts a guard beside a process group: a shell that holds a pipe of ours, and ends the group when we die, even by kill -9.
 * The function that it returns sends it home.
 */
export function guardGroup(group: number): () => void {
  const guard = spawn('/bin/sh', ['-c', guardScript, 'upkeep-guard', String(group)], {
    detached: true,
    cwd: '/',
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without a shell there is no guard; the program itself still has its parent-death signal.
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  return () => void guard.stdin.end('done\n')
}

let canTie: boolean | undefined

/**
 * The command line that runs `argv` so that it gets a TERM when its parent dies, where setpriv(1) of util-linux can do that. It closes the gap
 * before the guard is up.
 */
export function tiedToParent(argv: readonly [string, ...string[]]): readonly [string, ...string[]] {
  canTie ??= spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true'], { stdio: 'ignore' }).status === 0
  return canTie ? ['setpriv', '--pdeathsig', 'TERM', '--', ...argv] : argv
}
