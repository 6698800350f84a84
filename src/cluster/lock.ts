import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { RemoteError } from '../base/errors.ts'

export type Lock = { release(): void }

/**
 * A lock between processes that dies with its holder: the kernel's own lock on the file (fcntl), which Node reaches only through SQLite.
 * An empty file stays behind; it means nothing, and nobody has to delete it. Two holders in one process exclude each other too.
 * Returns null when somebody else holds it.
 */
export function tryLock(file: string): Lock | null {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('pragma journal_mode = memory; begin exclusive')
    return { release: () => database.isOpen && database.close() }
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode === sqliteBusy) return null
    throw error
  }
}

/** Waits until the lock is free, looking every 50 ms. */
export async function takeLock(
  file: string,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<Lock> {
  const until = performance.now() + options.timeoutMs
  for (;;) {
    const lock = tryLock(file)
    if (lock !== null) return lock
    if (performance.now() > until) {
      throw new RemoteError(`another process has held ${file} for ${options.timeoutMs / 1000} s`, {
        transient: true,
        hint: 'it is starting this database; look at its output, or end it and try again.',
      })
    }
    await sleep(50, undefined, { signal: options.signal })
  }
}

const sqliteBusy = 5
