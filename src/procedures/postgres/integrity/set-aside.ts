import { formatMoment } from '../../../base/moment.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding, Skipped } from '../../contract.ts'
import { readFiles } from './objects.ts'
import type { Scope } from './objects.ts'
import type { Crash, Progress } from './progress.ts'

/**
 * Of what the server went down over, that which nobody has done anything about: it is the same file still, and the task doesn't say that it was looked into. It is checked no more until then,
 * since a damaged page may bring the server down for everybody each time.
 */
export async function stillSetAside(target: PostgresTarget, crashes: readonly Crash[], { params }: Scope): Promise<readonly Crash[]> {
  const until = params['crashes-looked-into']
  const files = await readFiles(
    target,
    crashes.map(({ oid }) => oid),
  )
  return crashes.filter(({ oid, file, at }) => files.get(oid) === file && (until === undefined || Date.parse(at) >= Date.parse(until)))
}

/** Whether a check would read what is set aside. With `heapallindexed`, that of an index reads its table. */
export function isSetAside(
  { crashes }: Progress,
  object: { readonly oid: number; readonly table: string | null },
  { params }: Pick<Scope, 'params'>,
): boolean {
  return crashes.some(({ oid, kind, name }) => oid === object.oid || (params.heapallindexed && kind === 'table' && object.table === name))
}

export const crashFindings = (crashes: readonly Crash[]): readonly Finding[] =>
  crashes.map(({ kind, name, table, at, from }) => ({
    fingerprint: `crashed:${kind}:${name}`,
    severity: 'critical',
    title: `the server went down while ${kind} ${name} was being checked`,
    detail: [
      `In the run of ${formatMoment(at)}${kind === 'table' ? `, at one of the blocks from ${from} on` : ''}${table === null ? '' : `; it belongs to ${table}`}.`,
      'It is not checked any more: the next check may bring the server down again.',
    ].join(' '),
    hint: `look into the log of the server; once it is rebuilt it is checked again, or when \`crashes-looked-into\` of the task names a later time than ${at}.`,
  }))

export const notCheckedAgain = (crashes: readonly Crash[]): readonly Skipped[] =>
  crashes.map(({ kind, name }) => ({
    what: name,
    why: 'the server went down while it was being checked, and nobody has looked into it yet',
    fingerprints: `damaged:${kind}:${name}`,
  }))
