import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A folder for one benchmark, and what has to be undone after it. */
export type Workspace = {
  readonly path: string
  readonly say: (line: string) => void
  /** Done after the benchmark, however it ends; the last one first. */
  later(undo: () => Promise<unknown>): void
}

/** Runs `work` with a folder that the account of PostgreSQL can enter, and leaves nothing behind. */
export async function inWorkspace<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'upkeep-bench-')))
  chmodSync(path, 0o711)
  const undone: (() => Promise<unknown>)[] = []
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  process.once('exit', remove) // Ctrl-C: the servers end with us, and what they leave goes too
  try {
    return await work({ path, say: (line) => console.error(`  ${line}`), later: (undo) => void undone.push(undo) })
  } finally {
    for (const undo of undone.toReversed()) await undo()
    await sleep(100) // the last files of a server that has just gone
    remove()
    process.off('exit', remove)
  }
}
