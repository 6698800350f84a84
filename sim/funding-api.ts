import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from '../src/base/sql.ts'
import type { Db } from '../src/store/db.ts'
import { moments } from './moments.ts'
import type { Moments } from './moments.ts'

export type FundingApi = { readonly url: string; readonly port: number; close(): Promise<void> }

/** How long an answer takes in a slow moment: well over the limit of 0.2 s that the guides set. */
const usuallySlowMs = 450

/**
 * The API of the pretend platform, on loopback:
 * `GET /api/health` says how fresh the collected data is, slowly in a slow moment; `POST /sim/moment/<well|slow|stale|timetable>` steers it.
 * Takes `port` when it is free, so that a restart keeps its address.
 */
export async function startFundingApi(db: Db, moments: Moments, port = 0, slowMs = usuallySlowMs): Promise<FundingApi> {
  const server = createServer((request, response) => {
    answer(request, db, moments, slowMs).then(
      ({ status, body }) => send(response, status, body),
      () => send(response, 500, { error: 'internal' }),
    )
  })
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if (port === 0) throw error
    return await startFundingApi(db, moments, 0, slowMs)
  }
  const taken = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

type Answer = { readonly status: number; readonly body?: object }

async function answer(request: IncomingMessage, db: Db, held: Moments, slowMs: number): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  if (pathname === '/api/health')
    return request.method === 'GET' || request.method === 'HEAD' ? await health(db, held, slowMs) : { status: 405 }
  const steered = /^\/sim\/moment\/(\w+)$/.exec(pathname)?.[1]
  if (steered === undefined) return { status: 404, body: { error: `there is no ${pathname}` } }
  if (request.method !== 'POST') return { status: 405 }
  const moment = moments.find((name) => name === steered) ?? null
  if (moment === null && steered !== 'timetable')
    return { status: 404, body: { error: `expected one of ${moments.join(', ')}, timetable` } }
  held.hold(moment)
  return { status: 204 }
}

async function health(db: Db, held: Moments, slowMs: number): Promise<Answer> {
  if (held.now() === 'slow') await sleep(slowMs)
  try {
    const row = await db.first<{ last_updated: Date | null }>(sql`select max(last_updated) as last_updated from exchange_data`)
    return { status: 200, body: { status: 'ok', last_updated: row?.last_updated?.toISOString() ?? null } }
  } catch {
    return { status: 503, body: { status: 'degraded', last_updated: null } }
  }
}

function send(response: ServerResponse, status: number, body: object | undefined): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}
