import pg from 'pg'
import { RemoteError, UserError } from '../../base/errors.ts'
import type { Sql } from '../../base/sql.ts'
import { requestCancel } from './cancel.ts'
import type { Address } from './config.ts'
import { postgresFailure } from './failure.ts'
import { libpqEnvironment } from './libpq.ts'

/** What the server says beside an answer: a table that VACUUM skipped comes so. */
export type Notice = { readonly severity: string; readonly code: string; readonly message: string }

export type Answer<Row> = { readonly rows: readonly Row[]; readonly changed: number; readonly notices: readonly Notice[] }

/** One connection. Statements run one after the other; a transaction needs `alone`. */
export type Session = {
  /** host:port/database, for messages: never the password. */
  readonly place: string
  /** False when the server, or a pooler before it, didn't take our settings at the start: only SET LOCAL is safe then. */
  readonly settingsTaken: boolean
  /** See libpqEnvironment: holds the password. */
  readonly programEnvironment: Readonly<Record<string, string>>
  run<Row>(statement: Sql, signal?: AbortSignal): Promise<Answer<Row>>
  /** Throws why, when the connection is lost. It asks nobody: a loss that has not been noticed yet passes. */
  throwIfLost(): void
  /** Nothing else runs on this connection while `work` does. */
  alone<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

export type SessionOptions = {
  readonly address: Address
  readonly name: string
  /** Set for the whole session when the connection is made. */
  readonly settings: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Defaults to 10,000 ms. */
  readonly connectTimeoutMs?: number
}

/** bigint as number: sizes, counts and ages stay far below 2^53. Times as ISO 8601 in UTC, since observations are JSON. */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)
const parseTime = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, 'text') as (text: string) => Date | number
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text: string) => {
  const time = parseTime(text)
  return time instanceof Date ? time.toISOString() : text
})

/** What @types/pg leaves out. */
type Inside = {
  readonly host: string
  readonly port: number
  readonly processID: number
  readonly secretKey: number
  readonly connection: { readonly stream: { destroy(): void } }
}

/**
 * Opens one connection. Promises: what `signal` stops ends promptly, by asking the server to cancel it, and by cutting the connection when that
 * doesn't help; a connection that was once lost or cut stays so, and is never replaced behind the caller's back: whoever was fenced off must notice.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  options.signal.throwIfAborted()
  const { client, settingsTaken } = await connect(options)
  const inside = client as unknown as Inside
  const place = placeOf(client)
  let lost: Error | null = null
  let tail: Promise<unknown> = Promise.resolve()
  let notices: Notice[] = []
  client.on('error', (error) => (lost ??= asError(postgresFailure(place, error))))
  client.on('end', () => (lost ??= new RemoteError(`${place}: the connection was closed`, { transient: true })))
  client.on('notice', (notice) => notices.push({ severity: notice.severity ?? '', code: notice.code ?? '', message: notice.message ?? '' }))

  const cut = (reason: unknown): void => {
    lost ??= asError(reason)
    inside.connection.stream.destroy()
  }

  async function run<Row>(statement: Sql, signal: AbortSignal = options.signal): Promise<Answer<Row>> {
    const stop = AbortSignal.any([options.signal, signal])
    stop.throwIfAborted()
    if (lost !== null) throw lost
    notices = []
    let patience: NodeJS.Timeout | undefined
    const onAbort = (): void => {
      void requestCancel({ host: inside.host, port: inside.port, processId: inside.processID, secretKey: inside.secretKey })
      patience = setTimeout(() => cut(stop.reason), 3_000)
    }
    stop.addEventListener('abort', onAbort, { once: true })
    try {
      const result = await client.query(statement.text, [...statement.values])
      return { rows: result.rows as Row[], changed: result.rowCount ?? 0, notices }
    } catch (error) {
      // A cancel that arrives late would hit the next statement: this connection is done.
      if (stop.aborted) cut(stop.reason)
      stop.throwIfAborted()
      throw postgresFailure(place, error)
    } finally {
      clearTimeout(patience)
      stop.removeEventListener('abort', onAbort)
    }
  }

  return {
    place,
    settingsTaken,
    programEnvironment: libpqEnvironment(client, options.address.url, options.name),
    run,
    throwIfLost: () => {
      if (lost !== null) throw lost
    },
    alone: async <T>(work: () => Promise<T>) => {
      const turn = tail.then(work, work)
      tail = turn.catch(() => undefined)
      return turn
    },
    close: async () => {
      if (lost === null) await client.end().catch(() => undefined)
      else inside.connection.stream.destroy()
    },
  }
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)))

async function connect(options: SessionOptions): Promise<{ client: pg.Client; settingsTaken: boolean }> {
  const settings = Object.entries(options.settings).map(([name, value]) => `-c ${name}=${value.replaceAll(/([\\ ])/g, '\\$1')}`)
  try {
    return { client: await dial(options, [options.address.options, ...settings].join(' ').trim()), settingsTaken: true }
  } catch (error) {
    // PgBouncer: `unsupported startup parameter: options`.
    if (!(error instanceof Error && error.message.includes('unsupported startup parameter'))) throw error
    return { client: await dial(options, ''), settingsTaken: false }
  }
}

async function dial(options: SessionOptions, startup: string): Promise<pg.Client> {
  const client = clientFor(options, startup)
  // A server may die in the very message that lets us in, before anybody else listens: the first statement fails with it.
  client.on('error', () => undefined)
  const cut = (): void => (client as unknown as Inside).connection.stream.destroy()
  options.signal.addEventListener('abort', cut, { once: true })
  try {
    await client.connect()
    return client
  } catch (error) {
    cut()
    options.signal.throwIfAborted()
    throw postgresFailure(placeOf(client), error)
  } finally {
    options.signal.removeEventListener('abort', cut)
  }
}

function clientFor(options: SessionOptions, startup: string): pg.Client {
  try {
    return new pg.Client({
      connectionString: options.address.url,
      application_name: options.name,
      ...(startup !== '' && { options: startup }),
      types,
      connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
      keepAlive: true,
    })
  } catch (error) {
    // The message may quote the address, and with it a password; a file of certificates that isn't there names only its path.
    const file = error instanceof Error && 'path' in error ? ` (${String(error.path)})` : ''
    throw new UserError(`the address of the database can't be read${file}`, {
      hint: 'write `url` as postgres://user@host:5432/database, odd characters in %XX form.',
    })
  }
}

function placeOf(client: pg.Client): string {
  const database = client.database ?? ''
  return client.host.startsWith('/') ? `${client.host} (socket)/${database}` : `${client.host}:${client.port}/${database}`
}
