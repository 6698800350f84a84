import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server as TcpServer, Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { selfSigned } from '../../../test/fixtures/self-signed.ts'
import { createLogger } from '../../base/logger.ts'
import connector from './index.ts'
import type { HttpTarget } from './index.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function listen(server: Server | TcpServer): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(async () => {
    sockets.forEach((socket) => socket.destroy())
    await new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

const serve = async (listener: RequestListener): Promise<string> => `http://127.0.0.1:${await listen(createServer(listener))}`

async function open(
  config: Record<string, unknown>,
  options: { mode?: 'inspect' | 'apply'; signal?: AbortSignal } = {},
): Promise<HttpTarget> {
  const target = await connector.open(connector.config.parse(config), {
    mode: options.mode ?? 'inspect',
    run: { id: 'test', fence: 1 },
    signal: options.signal ?? new AbortController().signal,
    log: createLogger({ level: 'silent' }),
  })
  closers.push(() => target.close())
  return target
}

describe('a request', () => {
  it('gives the status, the headers, the body and how long it took', async () => {
    const url = await serve((_request, response) => response.writeHead(201, { 'x-name': 'upkeep' }).end('hello'))
    const answer = await (await open({ url })).request()
    expect(answer).toMatchObject({ status: 201, headers: { 'x-name': 'upkeep' } })
    expect(answer.body.toString()).toBe('hello')
    expect(answer.totalMs).toBeGreaterThanOrEqual(answer.firstByteMs)
  })

  it('joins the path to that of the address and sends the configured headers', async () => {
    const url = await serve((request, response) =>
      response.end(JSON.stringify([request.url, request.headers['x-key'], request.headers.authorization])),
    )
    const target = await open({ url: `${url.replace('//', '//me:p%40ss@')}/v1/`, headers: { 'x-key': 'k' } })
    const answer = await target.request({ path: '/health?full=1' })
    expect(JSON.parse(answer.body.toString())).toEqual(['/v1/health?full=1', 'k', `Basic ${btoa('me:p@ss')}`])
  })

  it('never goes to another host: neither by its path nor by a redirect', async () => {
    const url = await serve((request, response) => response.writeHead(302, { location: 'http://192.0.2.1/' }).end(request.url))
    const answer = await (await open({ url })).request({ path: '//192.0.2.1/x' })
    expect([answer.status, answer.body.toString()]).toEqual([302, '//192.0.2.1/x'])
  })

  it('changes nothing while inspecting: a POST is refused before it is sent', async () => {
    let seen = 0
    const url = await serve((_request, response) => response.end(String(++seen)))
    await expect((await open({ url })).request({ method: 'POST' })).rejects.toThrow('only GET and HEAD change nothing')
    expect(seen).toBe(0)
    expect((await (await open({ url }, { mode: 'apply' })).request({ method: 'POST', body: '{}' })).status).toBe(200)
  })
})

describe('the time-out', () => {
  it('ends a request that gets no answer', async () => {
    const url = await serve(() => {})
    await expect((await open({ url, timeout: '1s' })).request()).rejects.toMatchObject({
      transient: true,
      message: `GET ${url}: no answer came within 1s`,
    })
  })

  it('ends a request whose body stalls after a good beginning', async () => {
    const url = await serve((_request, response) => void response.writeHead(200).write('{"status":'))
    await expect((await open({ url, timeout: '1s' })).request()).rejects.toThrow('it answered 200, but its body stalled within 1s')
  })

  it('ends a request whose body drips for ever', async () => {
    const url = await serve((_request, response) => {
      const drip = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(drip))
    })
    await expect((await open({ url, timeout: '1s' })).request()).rejects.toThrow('its body stalled within 1s')
  })

  it('leaves the reason of an outer abort as it is', async () => {
    const url = await serve(() => {})
    const stop = new AbortController()
    const asked = (await open({ url }, { signal: stop.signal })).request()
    const reason = new Error('the lease is lost')
    stop.abort(reason)
    await expect(asked).rejects.toBe(reason)
  })
})

describe('what goes wrong', () => {
  it('stops reading an answer that is too long', async () => {
    const url = await serve((_request, response) => response.end(Buffer.alloc(5_000)))
    await expect((await open({ url, 'max-body': '4 KiB' })).request()).rejects.toMatchObject({
      transient: false,
      message: `GET ${url}: the answer is longer than 4 KiB`,
    })
  })

  it('says that nothing listens', async () => {
    const server = createTcpServer()
    const port = await listen(server)
    await closers.pop()!()
    await expect((await open({ url: `http://127.0.0.1:${port}` })).ping()).rejects.toMatchObject({
      transient: true,
      message: `GET http://127.0.0.1:${port}: connection refused`,
    })
  })

  it('says that the service hung up', async () => {
    const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.destroy())))
    await expect((await open({ url: `http://127.0.0.1:${port}` })).request()).rejects.toThrow(
      'the service closed the connection before its answer was complete',
    )
  })

  it('says that something else listens there', async () => {
    const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.end('220 mail.example.com ESMTP\r\n'))))
    await expect((await open({ url: `http://127.0.0.1:${port}` })).request()).rejects.toThrow('the answer is not valid HTTP')
  })

  it('does not accept a certificate that nobody vouches for', async () => {
    const port = await listen(createTlsServer(selfSigned, (_request, response) => response.end('secret')))
    await expect((await open({ url: `https://127.0.0.1:${port}` })).request()).rejects.toMatchObject({
      transient: false,
      message: expect.stringContaining('the certificate was not accepted'),
    })
  })

  it('says that https is spoken to a plain port', async () => {
    const url = await serve((_request, response) => response.end())
    await expect((await open({ url: url.replace('http:', 'https:') })).request()).rejects.toThrow('no TLS connection came about')
  })

  it('shows no password, whatever fails', async () => {
    const target = await open({ url: 'http://me:hunter2@localhost:1' })
    expect(target.address).toBe('http://localhost:1')
    await expect(target.request()).rejects.toThrow(/^(?!.*hunter2)/)
    await expect(open({ url: 'ftp://${NO_SUCH}' })).rejects.toThrow('is not an http:// or https:// address')
  })
})

describe('the configuration', () => {
  it.each([
    [{ url: 'localhost:8000' }, 'expected an http:// or https:// address'],
    [{ url: 'http://x/?a=1' }, 'without query or fragment'],
    [{ url: 'http://x', headers: { 'bad name': '1' } }, 'expected a header name'],
    [{ url: 'http://x', headers: { a: '1\r\nb: 2' } }, 'expected a header value on one line'],
    [{ url: 'http://x', timeout: '10' }, 'expected a duration'],
    [{ url: 'http://x', timeout: '0s' }, 'expected more than 0ms'],
    [{ url: 'http://x', tls: false }, 'Unrecognized key'],
  ])('refuses %j', (config, message) => {
    const result = connector.config.safeParse(config)
    expect(result.error ? JSON.stringify(result.error.issues) : 'accepted').toContain(message)
  })

  it('leaves ${NAME} for later', () => expect(connector.config.parse({ url: '${API}/v1' }).url).toBe('${API}/v1'))
})
