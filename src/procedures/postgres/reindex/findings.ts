import type { Finding, Skipped } from '../../contract.ts'
import { noRoom } from '../bloat/room.ts'
import { displayName } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import type { IndexSeen, InvalidIndex, ReindexObservation } from './observation.ts'
import type { ReindexParams } from './params.ts'
import { describeBloat, roomToRebuild } from './steps.ts'

/** Why an index that ought to be rebuilt may not be; null: nothing is in the way. */
export function obstacle(
  index: TableName & Pick<IndexSeen, 'permitted' | 'room'>,
  bytes: number,
  why: string,
  params: ReindexParams,
): Finding | null {
  const name = displayName(index)
  if (!index.permitted) return notPermitted(name, why)
  const missing = noRoom(roomToRebuild(bytes), index.room, params.room)
  if (missing === null) return null
  return {
    fingerprint: `no-room:${name}`,
    severity: 'warning',
    title: `${name} is not rebuilt: there may be no room for it`,
    detail: `${why}. To rebuild it ${missing.why.replace(/^it /, '')}.`,
    hint: missing.hint,
  }
}

export const notPermitted = (name: string, why: string): Finding => ({
  fingerprint: `not-permitted:${name}`,
  severity: 'warning',
  title: `the role of this target may not rebuild or drop ${name}`,
  detail: `${why}.`,
  hint: 'make it a member of the role that owns the table; from PostgreSQL 17 on MAINTAIN is enough for a rebuild.',
})

export const whyRebuild = (index: IndexSeen): string => `${displayName(index)} has ${describeBloat(index.measured)}`
export const whyUnknown = (index: IndexSeen): string => `The bloat of ${displayName(index)} is not known before its table is analyzed`
export const whyDrop = (index: InvalidIndex): string =>
  index.leftoverOf === null
    ? `${displayName(index)} is invalid`
    : `${displayName(index)} was left behind by an interrupted REINDEX of ${index.leftoverOf}`

export const unmatchedFindings = ({ unmatched }: ReindexObservation): readonly Finding[] => [
  ...unmatched.indexes.map((pattern) => noSuch('index', pattern)),
  ...unmatched.tables.map((pattern) => noSuch('table', pattern)),
]

const noSuch = (kind: 'index' | 'table', pattern: string): Finding => ({
  fingerprint: `no-such-${kind}:${pattern}`,
  severity: 'warning',
  title: kind === 'index' ? `no index is called ${pattern}` : `no table with an index is called ${pattern}`,
  hint: `correct \`${kind === 'index' ? 'indexes' : 'tables'}\` of the task; names and patterns are matched as they are written, upper and lower case too.`,
})

export const beingBuilt = (index: InvalidIndex): Skipped => ({
  what: displayName(index),
  why: `${index.builder} works on its table just now: whether it is somebody's leftover shows when that one is done`,
})

export const noEstimate = (index: IndexSeen): Skipped => ({
  what: displayName(index),
  why:
    index.method === 'btree'
      ? `no statistics of ${index.unknown.join(', ') || 'its columns'}, though its table was analyzed: the role may not see them, they are of type name or switched off (SET STATISTICS 0), or the index is partial: the statistics of the table say nothing of its rows`
      : `there is no estimate for indexes of the kind ${index.method}`,
  fingerprints: `no-room:${displayName(index)}`,
})
