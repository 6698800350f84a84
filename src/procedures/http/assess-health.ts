import { formatDuration } from '../../base/duration.ts'
import { formatMoment } from '../../base/moment.ts'
import type { Assessment, Fact, Finding } from '../contract.ts'
import type { HealthObservation, HealthParams, Sample } from './health-model.ts'
import { parseMoment } from './moment.ts'

type Answered = Extract<Sample, { status: number }>
type Failed = Extract<Sample, { error: string }>

/** A clock may be ahead of another by this much without anything being wrong. */
const clockToleranceMs = 60_000

export function assessHealth(observation: HealthObservation, params: HealthParams): Assessment {
  const answered = observation.samples.filter((sample): sample is Answered => 'status' in sample)
  const failed = observation.samples.filter((sample): sample is Failed => 'error' in sample)
  if (answered.length === 0) return assessUnreachable(observation, failed, params)

  const medianMs = median(answered.map((sample) => sample.totalMs))
  const fresh = params.fresh && judgeFreshness(observation, answered.at(-1)!, params.fresh)
  const findings = [
    judgeReliability(observation, failed),
    judgeStatus(observation, answered, params.status),
    judgeLatency(observation, answered, medianMs, params.latency),
    fresh?.finding ?? null,
    ...judgeValues(observation, params.expect),
  ].filter((finding) => finding !== null)
  const facts: Fact[] = [
    { label: 'Status', value: answered.at(-1)!.status },
    { label: `Latency (median of ${answered.length})`, value: medianMs, unit: 'ms' },
    ...(fresh
      ? [
          {
            label: `Age of ${params.fresh!.field}`,
            value: fresh.ageMs === null ? null : wholeSeconds(fresh.ageMs),
            unit: 's' as const,
          },
        ]
      : []),
    ...Object.keys(params.expect).map((path) => ({ label: path, value: valueOf(observation, path) })),
  ]
  return { findings, steps: [], facts }
}

function assessUnreachable({ address, samples }: HealthObservation, failed: readonly Failed[], params: HealthParams): Assessment {
  const last = failed.at(-1)
  const why = 'the service gave no answer'
  return {
    findings: [
      {
        fingerprint: 'unreachable',
        severity: 'critical',
        title: `${address} is unreachable`,
        detail: `${samples.length} of ${samples.length} requests failed: ${last?.error ?? 'none was sent'}`,
        ...(last?.hint ? { hint: last.hint } : {}),
      },
    ],
    steps: [],
    notLookedAt: [
      { what: 'status', why, fingerprints: 'status' },
      { what: 'latency', why, fingerprints: 'slow' },
      ...(params.fresh ? [{ what: `freshness of ${params.fresh.field}`, why, fingerprints: 'stale:' }] : []),
      ...(Object.keys(params.expect).length > 0 ? [{ what: 'values of the answer', why, fingerprints: 'value:' }] : []),
    ],
    facts: [{ label: 'Status', value: 'unreachable' }],
  }
}

function judgeReliability({ address, samples }: HealthObservation, failed: readonly Failed[]): Finding | null {
  const last = failed.at(-1)
  if (!last) return null
  return {
    fingerprint: 'unreliable',
    severity: 'warning',
    title: `${address} does not answer every request`,
    detail: `${failed.length} of ${samples.length} requests failed: ${last.error}`,
    ...(last.hint === null ? {} : { hint: last.hint }),
  }
}

function judgeStatus({ address }: HealthObservation, answered: readonly Answered[], expected: number): Finding | null {
  const wrong = answered.filter(({ status }) => status !== expected)
  if (wrong.length === 0) return null
  return {
    fingerprint: 'status',
    severity: 'critical',
    title: `${address} answers ${wrong.at(-1)!.status} instead of ${expected}`,
    detail: `${wrong.length} of ${answered.length} answers had the wrong status: ${[...new Set(wrong.map(({ status }) => status))].join(', ')}`,
    hint: 'look into the log of the service.',
  }
}

function judgeLatency({ address }: HealthObservation, answered: readonly Answered[], medianMs: number, limitMs: number): Finding | null {
  if (medianMs <= limitMs) return null
  return {
    fingerprint: 'slow',
    severity: 'warning',
    title: `${address} is slow: ${formatDuration(medianMs)} of at most ${formatDuration(limitMs)}`,
    detail: `samples: ${answered.map(({ totalMs }) => formatDuration(totalMs)).join(', ')}`,
    hint: 'look at the load of its host and at the slow queries of its database.',
  }
}

function judgeFreshness(
  { address, fields }: HealthObservation,
  sample: Answered,
  { field, within }: NonNullable<HealthParams['fresh']>,
): { finding: Finding | null; ageMs: number | null } {
  const found = fields?.[field] ?? { missing: 'there was no answer to read' }
  const moment = 'value' in found ? parseMoment(found.value) : null
  const stale = (title: string, hint: string, detail?: string): Finding => ({
    fingerprint: `stale:${field}`,
    severity: 'warning',
    title,
    hint,
    ...(detail ? { detail } : {}),
  })
  if (moment === null) {
    const why = 'missing' in found ? found.missing : `${field} is ${JSON.stringify(found.value)}, which is no moment`
    return {
      finding: stale(
        `${address} does not tell how fresh its data is`,
        'unknown counts as stale: check the name of the field in the task.',
        why,
      ),
      ageMs: null,
    }
  }
  const ageMs = Date.parse(sample.at) - moment
  const detail = `${field} is ${formatMoment(moment)}, looked at ${formatMoment(sample.at)}`
  if (ageMs < -clockToleranceMs) {
    return {
      finding: stale(
        `${field} of ${address} is ${formatDuration(-ageMs)} in the future`,
        'a clock or a time zone is wrong, here or at the service.',
        detail,
      ),
      ageMs,
    }
  }
  if (ageMs <= within) return { finding: null, ageMs }
  return {
    finding: stale(
      `the data of ${address} is stale: ${formatDuration(ageMs)} of at most ${formatDuration(within)}`,
      'look at what feeds the service: its collector, its queue, its source.',
      detail,
    ),
    ageMs,
  }
}

function judgeValues(observation: HealthObservation, expected: HealthParams['expect']): Finding[] {
  return Object.entries(expected).flatMap(([path, value]) => {
    const found = observation.fields?.[path]
    if (found && 'value' in found && found.value === value) return []
    const detail = found && 'value' in found ? `found ${JSON.stringify(found.value)}` : (found?.missing ?? 'there was no answer to read')
    return [
      {
        fingerprint: `value:${path}`,
        severity: 'warning' as const,
        title: `${path} of ${observation.address} is not ${JSON.stringify(value)}`,
        detail,
      },
    ]
  })
}

function valueOf({ fields }: HealthObservation, path: string): null | boolean | number | string {
  const found = fields?.[path]
  return found && 'value' in found ? found.value : null
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const value = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return Math.round(value * 10) / 10
}

/** Zero is added because a rounded -0.4 is -0, which JSON doesn't know. */
const wholeSeconds = (ms: number): number => Math.round(ms / 1000) + 0
