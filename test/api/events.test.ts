import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDoor } from './door.ts'
import type { Door } from './door.ts'

/** Long enough for any answer of a busy machine. */
const answerWithinMs = 3_000

let door: Door
let url: string
beforeAll(async () => {
  door = await openDoor({ heartbeatMs: 200, answerWithinMs })
  url = await door.api.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => door.close())

type Heard = { readonly event: string; readonly data: unknown }

/** A stream that is read as it comes; `until` fails when it ends before. */
async function listen(token: string) {
  const answer = await fetch(`${url}/api/events`, { headers: { authorization: `Bearer ${token}` } })
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  const heard: Heard[] = []
  let text = ''
  const more = async (): Promise<boolean> => {
    const { done, value } = await reader.read()
    text += value ?? ''
    const blocks = text.split('\n\n')
    text = blocks.pop()!
    for (const block of blocks)
      heard.push({ event: /^event: (.*)$/m.exec(block)?.[1] ?? '', data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null') })
    return !done
  }
  return {
    answer,
    heard,
    until: async (wanted: (one: Heard) => boolean): Promise<Heard> => {
      for (;;) {
        const found = heard.find(wanted)
        if (found) return found
        if (!(await more())) throw new Error(`the stream ended; heard ${JSON.stringify(heard)}`)
      }
    },
    end: async (): Promise<void> => {
      while (await more());
    },
    cancel: () => reader.cancel(),
  }
}

it('greets, then tells of each change of a run until it has ended', async () => {
  const stream = await listen(door.tokens.viewer)
  expect([stream.answer.status, stream.answer.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  await stream.until(({ event }) => event === 'hello')
  // The first who watches opens the connection that changes are heard on, and is told when it is there.
  await stream.until(({ event }) => event === 'stack')
  const run = await door.ran('tidy')
  const told = await stream.until(({ event, data }) => event === 'run' && (data as { id: string }).id === run.id)
  expect(told.data).toEqual({ kind: 'run', id: run.id, stack: 'demo', task: 'tidy' })
  await stream.cancel()
})

it('says now and then that it is alive', async () => {
  const stream = await listen(door.tokens.viewer)
  expect(await stream.until(({ event }) => event === 'ping')).toEqual({ event: 'ping', data: {} })
  await stream.cancel()
})

it('goes on for longer than any answer may take', async () => {
  const stream = await listen(door.tokens.viewer)
  const began = performance.now()
  await stream.until(() => performance.now() - began > answerWithinMs)
  expect(stream.heard.map(({ event }) => event)).toContain('ping')
  await stream.cancel()
})

it('ends when its token is revoked', async () => {
  const { token, secret } = await door.useCases.createToken({ name: 'test', role: 'admin' }, 'listener', 'viewer')
  const stream = await listen(secret)
  await stream.until(({ event }) => event === 'hello')
  await door.useCases.revokeToken({ name: 'test', role: 'admin' }, token.id)
  await stream.end()
  expect(stream.heard.every(({ event }) => event === 'hello' || event === 'ping')).toBe(true)
})

it('refuses who may not listen, and other methods', async () => {
  expect(await door.ask('GET', '/api/events', { as: null })).toMatchObject({ status: 401 })
  expect(await door.ask('POST', '/api/events')).toMatchObject({ status: 405, headers: { allow: 'GET' } })
  expect(await door.ask('GET', '/api/events?since=1')).toMatchObject({ status: 400 })
})

it('ends cleanly with the server, which does not wait for its readers', async () => {
  const other = await openDoor()
  const where = await other.api.listen({ host: '127.0.0.1', port: 0 })
  const answer = await fetch(`${where}/api/events`, { headers: { authorization: `Bearer ${other.tokens.viewer}` } })
  const read = answer.text()
  const began = performance.now()
  await other.close()
  expect(await read).toContain('event: hello')
  // One that waited would do so for ever.
  expect(performance.now() - began).toBeLessThan(30_000)
})
