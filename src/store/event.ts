import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { sql } from '../base/sql.ts'
import type { Logger } from '../base/logger.ts'
import type { Db } from './db.ts'

/** A change that watching processes are told of, through LISTEN / NOTIFY. Lost ones do no harm: whoever cares looks again at intervals. */
export type StoreEvent = {
  /** `job`: there is something to do; only workers care. */ readonly kind: 'run' | 'finding' | 'stack' | 'worker' | 'job'
  readonly id: string
  readonly stack?: string
  readonly task?: string
}

const channel = 'upkeep'

/** Sent when the surrounding transaction commits; equal events of one transaction become one. */
export async function announce(db: Db, ...events: readonly StoreEvent[]): Promise<void> {
  await db.query(sql`select pg_notify(${channel}, event) from unnest(${events.map((event) => JSON.stringify(event))}::text[]) as event`)
}

/** Anybody who may connect can notify on any channel: what isn't ours is null. */
function eventOf(payload: string | undefined): StoreEvent | null {
  try {
    const event = JSON.parse(payload ?? '') as Partial<StoreEvent> | null
    return typeof event?.kind === 'string' && typeof event.id === 'string' ? (event as StoreEvent) : null
  } catch {
    return null
  }
}

export type Subscription = { close(): Promise<void> }

export type SubscribeOptions = {
  /** How often the server is asked whether it is still there, in milliseconds. Defaults to 10,000. */
  readonly askEveryMs?: number
  /** How long it may take to answer that, in milliseconds. Defaults to 5,000. */
  readonly answerMs?: number
}

/**
 * Listens on a connection of its own. The loop promises that a lost connection is made again, after 0.2 s growing to 5 s, until closed;
 * `onListening` is called whenever one is made, the first too: events from before that moment were missed. A connection that only listens would never
 * notice a server that is gone without a word: it is asked now and then, and counts as lost when no answer comes.
 */
export function subscribe(
  url: string,
  onEvent: (event: StoreEvent) => void,
  onListening: () => void,
  log: Logger,
  { askEveryMs = 10_000, answerMs = 5_000 }: SubscribeOptions = {},
): Subscription {
  let closed = false
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | null = null
  let waitMs = 200

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'upkeep listen',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      query_timeout: answerMs,
    })
    next.on('error', (error) => log.debug({ err: error }, 'the event connection broke'))
    next.on('notification', ({ payload }) => {
      const event = eventOf(payload)
      if (event === null) log.debug({ payload }, 'a notification of somebody else was passed over')
      else onEvent(event)
    })
    next.on('end', () => retry())
    client = next
    await next.connect()
    await next.query(`listen ${channel}`)
    void keepAsking(next, askEveryMs, log)
    waitMs = 200
    onListening()
  }
  const retry = (): void => {
    if (closed || timer !== null) return
    timer = setTimeout(() => {
      timer = null
      connect().catch(() => retry())
    }, waitMs)
    waitMs = Math.min(waitMs * 2, 5_000)
  }

  connect().catch(() => retry())
  return {
    close: async () => {
      closed = true
      if (timer !== null) clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}

/** Asks until the connection has ended; ends one that doesn't answer. */
async function keepAsking(client: pg.Client, everyMs: number, log: Logger): Promise<void> {
  const ended = new AbortController()
  client.on('end', () => ended.abort())
  try {
    for (;;) {
      await sleep(everyMs, undefined, { signal: ended.signal })
      await client.query('select 1')
    }
  } catch (error) {
    if (ended.signal.aborted) return
    log.debug({ err: error }, 'the event connection does not answer')
    await client.end().catch(() => {})
  }
}
