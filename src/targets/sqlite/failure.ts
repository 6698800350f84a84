import { RemoteError } from '../../base/errors.ts'

/** Primary result codes of SQLite (https://sqlite.org/rescode.html); the low byte of an extended one. */
const primary = { busy: 5, locked: 6, readonly: 8, ioError: 10, corrupt: 11, full: 13, cantOpen: 14, notADatabase: 26 } as const

/** A journal was left behind by a program that died: it has to be rolled back first, and a connection that only reads may not do that. */
const readonlyRollback = 776

const hints: Readonly<Record<number, string>> = {
  [primary.busy]: 'another program is writing, or holds a transaction open; try again at a quieter time.',
  [primary.locked]: 'another connection is at work on it; try again at a quieter time.',
  [primary.readonly]: 'let the account of the worker write the file and its folder.',
  [primary.ioError]: 'look at the disk and at the kernel log.',
  [primary.corrupt]: 'stop its programs, keep a copy of all its files, and restore a verified backup.',
  [primary.full]: 'free space on the file system that holds it.',
  [primary.cantOpen]:
    'let the account of the worker read the file and write its folder: in WAL mode readers, too, need the -shm file there.',
  [primary.notADatabase]: 'it is encrypted or damaged.',
}

/** What SQLite refused; `code` is its extended result code. Only one that is busy is worth a retry. */
export class SqliteError extends RemoteError {
  readonly code: number
  constructor(path: string, code: number, message: string) {
    const kind = code & 0xff
    const hint = hints[kind]
    super(`${path}: ${message}`, { transient: kind === primary.busy || kind === primary.locked, ...(hint === undefined ? {} : { hint }) })
    this.code = code
  }
}

/** A look that was given up because it took too long. */
export class TookTooLong extends RemoteError {
  constructor(path: string, timeoutMs: number) {
    super(`${path}: a statement was ended after ${timeoutMs} ms`, { transient: true })
  }
}

const isKind = (error: unknown, ...kinds: readonly number[]): error is SqliteError =>
  error instanceof SqliteError && kinds.includes(error.code & 0xff)

export const isBusy = (error: unknown): error is SqliteError => isKind(error, primary.busy, primary.locked)
export const isDamaged = (error: unknown): error is SqliteError => isKind(error, primary.corrupt, primary.notADatabase)
export const isUnfinished = (error: unknown): error is SqliteError => error instanceof SqliteError && error.code === readonlyRollback
