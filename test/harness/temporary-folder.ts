import { chmod, mkdtemp, readdir, readlink, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { removeAfterDeath } from './janitor.ts'

export type TemporaryFolder = AsyncDisposable & {
  readonly path: string
  /** Waits until no process works in it any more (a server that stops because its parent was killed), and removes it. */
  close(): Promise<void>
}

/** A folder for a test, say its UPKEEP_HOME. Other accounts can enter it, as the one that PostgreSQL runs under has to. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'upkeep-test-')))
  await chmod(path, 0o711)
  const janitor = removeAfterDeath([path])
  const close = async () => {
    await leftAlone(path)
    await janitor.now()
  }
  return { path, close, [Symbol.asyncDispose]: close }
}

/** Processes that are still there after a minute fail the test: what it started should have ended. */
async function leftAlone(path: string): Promise<void> {
  const until = performance.now() + 60_000
  for (;;) {
    const pids = await workersIn(path)
    if (pids.length === 0) return
    if (performance.now() > until) throw new Error(`processes ${pids.join(', ')} still work in ${path}`)
    await sleep(50)
  }
}

/** Linux only, as are the tests that kill. */
async function workersIn(path: string): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => [])
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number)
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')))
  return pids.filter((_, index) => folders[index] === path || folders[index]!.startsWith(path + sep))
}
