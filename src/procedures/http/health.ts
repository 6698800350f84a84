import { describeError, RemoteError } from '../../base/errors.ts'
import type { HttpTarget } from '../../targets/http/index.ts'
import http from '../../targets/http/index.ts'
import type { InspectContext } from '../contract.ts'
import { defineProcedure } from '../contract.ts'
import { assessHealth } from './assess-health.ts'
import { readFields } from './field.ts'
import { healthParams } from './health-model.ts'
import type { HealthObservation, Sample } from './health-model.ts'

export default defineProcedure({
  name: 'http.health',
  title: 'Health of an HTTP service',
  summary: 'Asks a service whether it is well: status, latency, freshness of its data, values of its answer.',
  docs: `
Sends a few GET requests, one after the other, and judges what comes back. It changes nothing and has no steps.

| finding | severity | when |
|---|---|---|
| \`unreachable\` | critical | no request got a complete answer within the target's \`timeout\`; nothing else is judged then, and what was found before stays open |
| \`unreliable\` | warning | some requests got no answer |
| \`status\` | critical | an answer had another status than \`status\` |
| \`slow\` | warning | the median of the samples took longer than \`latency\` |
| \`stale:<field>\` | warning | the moment in \`fresh.field\` is older than \`fresh.within\`, is in the future by more than a minute, is missing, or can't be read |
| \`value:<field>\` | warning | a field of \`expect\` is missing or has another value |

The latency counts from the request to the last byte, as \`curl -w %{time_total}\` does. The limit of 0.2 s is that of hyperopt's daily health check. The median of
three keeps one slow sample, such as the first with its new connection, from raising an alarm.

Only the named fields of an answer are kept as evidence, never its body.
`,
  example: `
api-health:
  title: The API answers, quickly and with fresh data
  does: http.health
  target: api
  every: 30s
  with:
    path: /api/health
    latency: 0.2s
    fresh: { field: last_updated, within: 2m }
    expect: { status: ok }
`,
  target: http,
  params: healthParams,
  inspect: async ({ target, params, ctx }): Promise<HealthObservation> => {
    const started = performance.now()
    const samples: Sample[] = []
    let body: string | null = null
    for (let sent = 0; sent < params.samples; sent++) {
      const at = new Date(ctx.now.getTime() + performance.now() - started).toISOString()
      const taken = await takeSample(target, params.path, ctx)
      if (taken.body !== null) body = taken.body
      samples.push({ at, ...taken.sample })
    }
    const paths = [...(params.fresh ? [params.fresh.field] : []), ...Object.keys(params.expect)]
    return {
      now: ctx.now.toISOString(),
      address: target.address + params.path,
      samples,
      fields: body === null ? null : readFields(body, paths),
    }
  },
  assess: assessHealth,
})

type WithoutMoment<T> = T extends unknown ? Omit<T, 'at'> : never

async function takeSample(
  target: HttpTarget,
  path: string,
  ctx: InspectContext,
): Promise<{ sample: WithoutMoment<Sample>; body: string | null }> {
  try {
    const { status, firstByteMs, totalMs, body } = await target.request({ path, signal: ctx.signal })
    return { sample: { status, firstByteMs: tenths(firstByteMs), totalMs: tenths(totalMs), bytes: body.length }, body: body.toString() }
  } catch (error) {
    if (ctx.signal.aborted || !(error instanceof RemoteError)) throw error
    return { sample: { error: describeError(error).split('\n')[0]!, hint: error.hint ?? null }, body: null }
  }
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10
