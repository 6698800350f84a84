import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createLogger } from '../../base/logger.ts'
import type { InspectContext } from '../contract.ts'
import type { Field } from './field.ts'
import type { HealthObservation, Sample } from './health-model.ts'
import health from './health.ts'

const at = '2026-07-04T12:00:00.000Z'
const answer = (totalMs = 20, status = 200): Sample => ({ at, status, firstByteMs: totalMs, totalMs, bytes: 2 })
const failure: Sample = { at, error: 'GET http://api: connection refused', hint: 'is the service running?' }
const seen = (samples: Sample[], fields: Record<string, Field> | null = {}): HealthObservation => ({
  now: at,
  address: 'http://api',
  samples,
  fields,
})
const assess = (observation: HealthObservation, given: Record<string, unknown> = {}) =>
  health.assess(observation, health.params.parse(given))
const found = (observation: HealthObservation, given?: Record<string, unknown>) =>
  assess(observation, given).findings.map(({ fingerprint, severity }) => `${severity} ${fingerprint}`)

const fresh = { fresh: { field: 'last_updated', within: '2m' } }
const updated = (value: string | number | null): Record<string, Field> => ({ last_updated: { value } })

describe('what is judged', () => {
  it.each<[string, HealthObservation, Record<string, unknown>, string[]]>([
    ['a quick 200', seen([answer(), answer(), answer()]), {}, []],
    ['one slow sample of three', seen([answer(900), answer(), answer()]), {}, []],
    ['two slow samples of three', seen([answer(900), answer(300), answer()]), {}, ['warning slow']],
    ['exactly the limit', seen([answer(200)]), {}, []],
    ['an even number of samples, between them the limit', seen([answer(100), answer(310)]), {}, ['warning slow']],
    ['a 503', seen([answer(20, 503), answer(20, 503), answer(20, 503)]), {}, ['critical status']],
    ['a 503 among good answers', seen([answer(), answer(20, 503), answer()]), {}, ['critical status']],
    ['a 204 that is expected', seen([answer(20, 204)]), { status: 204 }, []],
    ['one failed request', seen([answer(), failure, answer()]), {}, ['warning unreliable']],
    ['no answer at all', seen([failure, failure, failure], null), fresh, ['critical unreachable']],
    ['fresh data', seen([answer()], updated('2026-07-04T11:58:00Z')), fresh, []],
    ['data a second too old', seen([answer()], updated('2026-07-04T11:57:59Z')), fresh, ['warning stale:last_updated']],
    ['data in epoch seconds', seen([answer()], updated(Date.parse(at) / 1000 - 10)), fresh, []],
    ['a clock slightly ahead', seen([answer()], updated('2026-07-04T12:00:59Z')), fresh, []],
    ['data from the future', seen([answer()], updated('2026-07-04T13:00:00Z')), fresh, ['warning stale:last_updated']],
    ['an unreadable moment', seen([answer()], updated('just now')), fresh, ['warning stale:last_updated']],
    ['a null moment', seen([answer()], updated(null)), fresh, ['warning stale:last_updated']],
    [
      'a missing moment',
      seen([answer()], { last_updated: { missing: 'the answer has no field last_updated' } }),
      fresh,
      ['warning stale:last_updated'],
    ],
    ['an expected value', seen([answer()], { status: { value: 'ok' } }), { expect: { status: 'ok' } }, []],
    ['another value', seen([answer()], { status: { value: 'degraded' } }), { expect: { status: 'ok' } }, ['warning value:status']],
    ['a value of another type', seen([answer()], { ready: { value: 'true' } }), { expect: { ready: true } }, ['warning value:ready']],
    [
      'a missing value',
      seen([answer()], { ready: { missing: 'the answer is not JSON' } }),
      { expect: { ready: true } },
      ['warning value:ready'],
    ],
  ])('%s', (_title, observation, params, expected) => expect(found(observation, params)).toEqual(expected))

  it('leaves open what was found before while the service is unreachable', () => {
    const { notLookedAt } = assess(seen([failure], null), { ...fresh, expect: { status: 'ok' } })
    expect(notLookedAt?.map(({ fingerprints }) => fingerprints)).toEqual(['status', 'slow', 'stale:', 'value:'])
  })

  it('assesses to plain JSON even when a clock is a blink ahead', () => {
    const { facts } = assess(seen([answer()], updated('2026-07-04T12:00:00.300Z')), fresh)
    expect(Object.is(facts!.find(({ label }) => label === 'Age of last_updated')!.value, 0)).toBe(true)
  })

  it('keeps its fingerprints whatever the numbers are', () => {
    const at1 = assess(seen([answer(300)], updated('2026-07-04T11:00:00Z')), fresh)
    const at2 = assess(seen([answer(400)], updated('2026-07-04T10:00:00Z')), fresh)
    expect(at1.findings.map((finding) => finding.fingerprint)).toEqual(at2.findings.map((finding) => finding.fingerprint))
    expect(at1.findings.map((finding) => finding.title)).toEqual([
      'http://api is slow: 300ms of at most 200ms',
      'the data of http://api is stale: 1h of at most 2m',
    ])
  })
})

describe('a look at a real service', () => {
  const closers: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close()
  })

  async function look(listener: RequestListener, given: Record<string, unknown>, timeout = '30s'): Promise<HealthObservation> {
    const server = createServer(listener).listen(0, '127.0.0.1')
    await once(server, 'listening')
    closers.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()))
    const opening = {
      mode: 'inspect',
      run: { id: 'test', fence: 1 },
      signal: new AbortController().signal,
      log: createLogger({ level: 'silent' }),
    } as const
    const config = health.target!.config.parse({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeout })
    const target = await health.target!.open(config, opening)
    closers.push(() => target.close())
    const ctx: InspectContext = { ...opening, now: new Date(), due: new Date(), previous: null, record: () => null, facts: async () => [] }
    return await health.inspect({ target, params: health.params.parse(given), ctx })
  }

  it('finds nothing wrong with a healthy one', async () => {
    const params = { path: '/api/health', fresh: { field: 'data.0.updated', within: '2m' }, expect: { status: 'ok' } }
    const observation = await look(
      (request, response) => response.end(JSON.stringify({ status: 'ok', path: request.url, data: [{ updated: Date.now() }] })),
      params,
    )
    expect(observation.samples).toHaveLength(3)
    expect(found(observation, { ...params, latency: '5s' })).toEqual([])
  })

  it('finds a slow one, by its median', async () => {
    const observation = await look((_request, response) => void sleep(120).then(() => response.end('{}')), { latency: '0.1s' })
    expect(found(observation, { latency: '0.1s' })).toEqual(['warning slow'])
  })

  it('finds stale data, and never takes an answer that is not JSON for fresh', async () => {
    expect(
      found(await look((_request, response) => response.end('{"last_updated":"2020-01-01T00:00:00Z"}'), fresh), {
        ...fresh,
        latency: '5s',
      }),
    ).toEqual(['warning stale:last_updated'])
    const page = await look((_request, response) => response.end('<h1>last_updated</h1>'), fresh)
    expect(assess(page, { ...fresh, latency: '5s' }).findings[0]).toMatchObject({
      fingerprint: 'stale:last_updated',
      detail: 'the answer is not JSON',
    })
  })

  it('takes a body that stalls for no answer', async () => {
    const observation = await look((_request, response) => void response.writeHead(200).write('{'), { samples: 1 }, '1s')
    expect(assess(observation, { samples: 1 }).findings).toMatchObject([
      { fingerprint: 'unreachable', detail: expect.stringContaining('its body stalled within 1s') },
    ])
  })

  it('keeps none of the answer but the named fields', async () => {
    const observation = await look((_request, response) => response.end('{"status":"ok","password":"hunter2"}'), {
      expect: { status: 'ok' },
    })
    expect(JSON.stringify(observation)).not.toContain('hunter2')
    expect(observation.fields).toEqual({ status: { value: 'ok' } })
  })
})

it('takes only its own fields of an answer, not those that every object has', async () => {
  const { readFields } = await import('./field.ts')
  expect(readFields('{"a":{"b":[1]}}', ['constructor', 'a.b', 'a', 'a.b.0', 'a.b.length.x'])).toEqual({
    constructor: { missing: 'the answer has no field constructor' },
    'a.b': { missing: 'a.b is a list, not a single value' },
    a: { missing: 'a is an object, not a single value' },
    'a.b.0': { value: 1 },
    'a.b.length.x': { missing: 'the answer has no field a.b.length.x' },
  })
})
