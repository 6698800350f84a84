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

/**
 * Listens on a connection of its own. The loop promises that a lost connection is made again, after 0.2 s growing to 5 s, until closed;
 * `onListening` is called whenever one is made, the first too: events from before that moment were missed.
 */
export function subscribe(url: string, onEvent: (event: StoreEvent) => void, onListening: () => void, log: Logger): Subscription {
  let closed = false
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | null = null
  let waitMs = 200

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'upkeep listen', keepAlive: true })
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
