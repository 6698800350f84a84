import { DatabaseSync } from 'node:sqlite'
import { UserError } from '../../base/errors.ts'
import { checkHeader, readUnfinished } from './header.ts'

/**
 * The process that holds one connection: `node connection-process.ts PATH inspect|apply`. It answers one request after the other over the channel to its
 * parent, and ends with it.
 *
 * A process, not a thread: node:sqlite can't interrupt a statement, but a process can be killed at any moment, and SQLite's own recovery is made
 * for that. It also keeps the file's POSIX locks apart from those of every other task.
 */

export type Asked =
  /** Is it a database at all? */
  | { readonly what: 'header' }
  | {
      readonly what: 'rows'
      readonly sql: string
      /** How long to wait for a lock, in milliseconds. */
      readonly busyMs: number
      /** Say so when it has its lock and begins. Only for what reads. */
      readonly timed: boolean
    }
  | { readonly what: 'unfinished' }
export type Request = Asked & { readonly id: number }

export type Answer =
  | { readonly id: number; readonly value: unknown }
  /** Refused by SQLite. */
  | { readonly id: number; readonly failed: { readonly code: number; readonly message: string } }
  /** A UserError. */
  | { readonly id: number; readonly mistake: { readonly message: string; readonly hint: string | undefined } }
  /** A bug of ours. */
  | { readonly id: number; readonly bug: string }
/** A timed request has its lock. */
export type Begun = { readonly id: number; readonly begun: true }

const [path = '', mode] = process.argv.slice(2)
let database: DatabaseSync | undefined

function open(): DatabaseSync {
  const opened = new DatabaseSync(path, { readOnly: mode === 'inspect', defensive: true })
  // What the schema of an unknown database calls (functions, virtual tables) is not trusted.
  opened.exec('PRAGMA trusted_schema = OFF')
  return opened
}

function carryOut(request: Request): unknown {
  if (request.what === 'header') return checkHeader(path)
  if (request.what === 'unfinished') return readUnfinished(path)
  database ??= open()
  const connection = database
  if (mode === 'inspect')
    return untilRead(request.busyMs, () => (request.timed ? readTimed(connection, request) : connection.prepare(request.sql).all()))
  // While SQLite itself waits for what changes something, it lets no new readers in: that gets it through.
  connection.exec(`PRAGMA busy_timeout = ${request.busyMs}`)
  return connection.prepare(request.sql).all()
}

/**
 * Tries what only reads until it gets its lock, or `busyMs` are over. SQLite's own wait looks ten times a second; without a WAL a busy writer leaves a
 * few milliseconds between its transactions, which would be missed that way.
 */
function untilRead<T>(busyMs: number, read: () => T): T {
  const until = performance.now() + busyMs
  for (;;) {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === busy) || performance.now() > until)
        throw error
      Atomics.wait(sleeper, 0, 0, 1 + Math.random() * 4)
    }
  }
}
const busy = 5
const sleeper = new Int32Array(new SharedArrayBuffer(4))

function readTimed(from: DatabaseSync, { id, sql }: { readonly id: number; readonly sql: string }): unknown {
  from.exec('BEGIN')
  try {
    // A transaction takes its lock at its first look.
    from.prepare('SELECT 1 FROM sqlite_schema').get()
    process.send!({ id, begun: true } satisfies Begun)
    return from.prepare(sql).all()
  } finally {
    from.exec('ROLLBACK')
  }
}

function answer(request: Request): Answer {
  const { id } = request
  try {
    return { id, value: carryOut(request) }
  } catch (error) {
    if (error instanceof UserError) return { id, mistake: { message: error.message, hint: error.hint } }
    if (error instanceof Error && 'errcode' in error) return { id, failed: { code: Number(error.errcode), message: error.message } }
    return { id, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

process.on('message', (request: Request) => void process.send!(answer(request)))
// The parent has closed the channel, or died: give the locks back.
process.on('disconnect', () => database?.close())
