import { realpath, stat, statfs } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { UserError } from '../../base/errors.ts'

/**
 * The real path of an existing file; throws a UserError that says what is there instead. It doesn't open the file: closing any descriptor of it would drop all
 * POSIX locks that this process has on it (https://sqlite.org/howtocorrupt.html, 2.2), and with them those of a SQLite connection. So only the process that holds the
 * connection reads the file itself.
 */
export async function locateDatabase(path: string): Promise<string> {
  if (!isAbsolute(path)) throw new UserError(`expected a path from the root such as /srv/app/app.db, found ${JSON.stringify(path)}`)
  const found = await realpath(path).catch((error: unknown) => refuse(path, error))
  const about = await stat(found).catch((error: unknown) => refuse(path, error))
  if (about.isDirectory()) throw new UserError(`${path}: expected a SQLite database file, found a folder`, { hint: 'name the file in it.' })
  if (!about.isFile()) throw new UserError(`${path}: expected a SQLite database file, found a device, socket or pipe`)
  return found
}

/** What the operating system said, as a mistake in the stack file or of the machine that it is for. */
export function refuse(path: string, error: unknown): never {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR')
    throw new UserError(`${path}: there is no such file`, { hint: 'correct `path`; upkeep never makes a database.', cause: error })
  if (code === 'EACCES' || code === 'EPERM') {
    throw new UserError(`${path}: permission denied`, {
      hint: 'let the account of the worker read and write the file and its folder.',
      cause: error,
    })
  }
  throw error
}

/** How much room a database takes and has, in bytes. */
export type DatabaseFiles = {
  readonly databaseBytes: number
  /** 0: there is none. */
  readonly walBytes: number
  /** What the account may still write on the file system that holds it. */
  readonly freeBytes: number
}

export async function measureFiles(path: string): Promise<DatabaseFiles> {
  const [database, wal, filesystem] = await Promise.all([sizeOf(path), sizeOf(`${path}-wal`), statfs(dirname(path))])
  return { databaseBytes: database, walBytes: wal, freeBytes: filesystem.bavail * filesystem.bsize }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
