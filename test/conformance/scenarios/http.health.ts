import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JsonObject } from '../../../src/base/json.ts'
import type { Scenario, World } from '../scenario.ts'

/** A service on loopback that notes each request that is more than a look. */
async function serve(answer: (response: ServerResponse) => void, params: JsonObject): Promise<World> {
  const changes: string[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') changes.push(`${request.method} ${request.url}`)
    answer(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    config: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeout: '30s' },
    params,
    snapshot: async () => changes,
    proven: async () => {
      if (changes.length > 0) throw new Error(`a health check sent ${changes.join(', ')}`)
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const params = { path: '/api/health', latency: '30s', fresh: { field: 'last_updated', within: '2m' }, expect: { status: 'ok' } }
const json = (response: ServerResponse, status: number, body: JsonObject): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

export default [
  {
    title: 'a service that is well',
    expects: 'nothing',
    make: () => serve((response) => json(response, 200, { status: 'ok', last_updated: new Date().toISOString() }), params),
  },
  {
    title: 'a service whose data is stale and whose status is wrong',
    expects: 'findings',
    make: () => serve((response) => json(response, 503, { status: 'degraded', last_updated: '2020-01-01T00:00:00Z' }), params),
  },
  {
    title: 'a service that hangs up',
    expects: 'findings',
    make: () => serve((response) => void response.socket?.destroy(), params),
  },
] satisfies Scenario[]
