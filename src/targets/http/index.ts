import { Client } from 'undici'
import type { Dispatcher } from 'undici'
import { UserError } from '../../base/errors.ts'
import type { Target } from '../connector.ts'
import { defineConnector } from '../connector.ts'
import { httpConfig } from './config.ts'
import { exchange } from './exchange.ts'
import type { HttpAnswer } from './exchange.ts'

export type { HttpAnswer } from './exchange.ts'

export type HttpRequest = {
  readonly method?: Dispatcher.HttpMethod
  /** Appended to the target's address; begins with `/`, or is empty for the address itself. May hold a query. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Ends the request early, beside the signal that the target was opened with. */
  readonly signal?: AbortSignal
}

export type HttpTarget = Target & {
  /** The address without user and password: for messages and evidence. */
  readonly address: string
  /** Resolves with any complete answer, whatever its status; throws a RemoteError when none came. In inspect mode GET and HEAD only. */
  request(request?: HttpRequest): Promise<HttpAnswer>
}

export default defineConnector({
  kind: 'http',
  title: 'HTTP service',
  summary: 'An HTTP or HTTPS service, reached by its address.',
  config: httpConfig,
  example: ['api:', '  kind: http', '  url: https://api.example.com', '  headers:', '    authorization: Bearer ${API_TOKEN}'].join('\n'),

  async open(config, { mode, signal }): Promise<HttpTarget> {
    const base = parseAddress(config.url)
    const address = base.origin + base.pathname.replace(/\/$/, '')
    const client = new Client(base.origin, { allowH2: false, connect: { timeout: config.timeout } })

    const request = async ({ method = 'GET', path = '', headers = {}, body, signal: own }: HttpRequest = {}): Promise<HttpAnswer> => {
      if (mode === 'inspect' && method !== 'GET' && method !== 'HEAD')
        throw new Error(`${method} ${address}${path} while inspecting: only GET and HEAD change nothing`)
      if (path !== '' && !path.startsWith('/')) throw new Error(`a path begins with "/", found ${JSON.stringify(path)}`)
      return await exchange(client, `${method} ${address}${path}`, {
        method,
        path: base.pathname.replace(/\/$/, '') + path || '/',
        headers: { 'user-agent': 'upkeep', 'accept-encoding': 'identity', ...basicAuthorization(base), ...config.headers, ...headers },
        body,
        timeoutMs: config.timeout,
        maxBodyBytes: config['max-body'],
        signal: own ? AbortSignal.any([signal, own]) : signal,
      })
    }
    return {
      address,
      request,
      ping: async () => void (await request()),
      close: async () => await client.destroy(),
    }
  },
})

function parseAddress(text: string): URL {
  const url = URL.parse(text)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  // The text may hold a secret: it isn't shown.
  throw new UserError('the `url` of the target is not an http:// or https:// address after its ${NAME}s were filled in', {
    hint: 'look at the values of these environment variables.',
  })
}

function basicAuthorization(url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {}
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}
