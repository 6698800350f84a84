import pg from 'pg'
import { RemoteError } from '../base/errors.ts'
import type { Sql } from '../base/sql.ts'

/** Upkeep's own database: statements, transactions. Inside `tx` the handed Db is the transaction; a nested `tx` joins it. */
export type Db = {
  query<Row>(statement: Sql): Promise<Row[]>
  /** The first row, or null. */
  first<Row>(statement: Sql): Promise<Row | null>
  /** How many rows the statement changed. */
  run(statement: Sql): Promise<number>
  tx<T>(work: (db: Db) => Promise<T>): Promise<T>
}

export type Store = Db & { readonly url: string; close(): Promise<void> }

/** Upkeep's own database can't be asked just now: nothing that the task, its target or its procedure did. */
export class StoreLost extends RemoteError {
  constructor(message: string, options: { readonly hint?: string; readonly cause: unknown }) {
    super(message, { ...options, transient: true })
  }
}

/** bigint as number: our counters and fences stay far below 2^53. */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)
types.setTypeParser(pg.types.builtins.NUMERIC, Number)

export type StoreOptions = {
  readonly applicationName?: string
  /** Connections at most. Defaults to 6. */
  readonly maxConnections?: number
  /** A statement that takes longer is ended, in milliseconds. Defaults to 30,000. */
  readonly statementTimeoutMs?: number
}

/**
 * A process that is frozen in the midst of a transaction keeps its locks, perhaps on the very run that another worker is to take over: the server ends
 * such a session well before the lease of a run (8 s) is over. No transaction of ours waits for anything but the server.
 */
const idleInTransactionMs = 5_000

/**
 * A server that is gone without a word (its machine lost power, a firewall forgot the connection) never answers, and TCP alone notices after hours.
 * The server itself ends a statement at its limit: an answer that is this much later doesn't come any more.
 */
const unansweredMs = 5_000

export function openStore(url: string, options: StoreOptions = {}): Store {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000
  const pool = new pg.Pool({
    connectionString: url,
    application_name: options.applicationName ?? 'upkeep',
    max: options.maxConnections ?? 6,
    types,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + unansweredMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    keepAlive: true,
  })
  // An idle connection that breaks is replaced by the pool at the next use, which reports what's wrong.
  pool.on('error', () => {})
  return {
    ...dbOver(
      (statement) => pool.query(statement.text, [...statement.values]),
      (work) => inTransaction(pool, work),
    ),
    url,
    close: () => pool.end(),
  }
}

type Query = (statement: Sql) => Promise<pg.QueryResult>

function dbOver(query: Query, tx: Db['tx']): Db {
  const run = async (statement: Sql): Promise<pg.QueryResult> => query(statement).catch(asRemote)
  return {
    query: async <Row>(statement: Sql) => (await run(statement)).rows as Row[],
    first: async <Row>(statement: Sql) => ((await run(statement)).rows[0] as Row | undefined) ?? null,
    run: async (statement) => (await run(statement)).rowCount ?? 0,
    tx,
  }
}

async function inTransaction<T>(pool: pg.Pool, work: (db: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch(asRemote)
  const db: Db = dbOver(
    (statement) => client.query(statement.text, [...statement.values]),
    (nested) => nested(db),
  )
  // The server may end the connection between two statements. Nobody waits for an answer then: the next statement fails and says so.
  let broken: Error | undefined
  const onBroken = (error: Error): void => void (broken = error)
  client.on('error', onBroken)
  const giveBack = (error = broken): void => {
    client.off('error', onBroken)
    client.release(error)
  }
  try {
    await client.query('begin').catch(asRemote)
    const result = await work(db)
    await client.query('commit').catch(asRemote)
    giveBack()
    return result
  } catch (error) {
    // A connection whose rollback fails is broken: it is thrown away rather than handed to the next.
    await client.query('rollback').then(() => giveBack(), giveBack)
    throw error
  }
}

/** SQLSTATE classes and socket errors that pass by themselves: connection, resources, shutdown, idle in transaction, serialisation, lock. */
const transient = /^(08|53|57P0|25P03|40001|40P01|55P03|ECONN|EPIPE|ETIMEDOUT|ENOENT)/

function asRemote(error: unknown): never {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  const connection = code === '' && /connection|timeout/i.test(message)
  if (!transient.test(code) && !connection) throw error
  const unreachable = /^(ECONN|ENOENT|ETIMEDOUT)/.test(code)
  throw new StoreLost(`upkeep's database: ${message || code}`, {
    cause: error,
    ...(unreachable && { hint: 'does its PostgreSQL run? `upkeep up` starts the embedded one; UPKEEP_DATABASE_URL names another.' }),
  })
}
