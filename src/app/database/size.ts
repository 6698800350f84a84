import { z } from 'zod'
import type { SizeObservation } from '../../procedures/postgres/size/inspect.ts'
import { growthSince } from '../../procedures/postgres/size/samples.ts'
import { daysUntilFull, roomFor } from '../../procedures/postgres/size/until-full.ts'
import type { CheckObservation } from '../../procedures/sqlite/check/inspect.ts'
import { readerOf, see } from './looks.ts'
import type { Looks } from './looks.ts'
import { sourceView } from './parts.ts'

const sizeSample = z.object({ at: z.string(), bytes: z.number() })
export type SizeSample = z.infer<typeof sizeSample>

export const sizeView = z.object({
  source: sourceView,
  bytes: z.number().nullable().describe('Of the whole database; of SQLite with its write-ahead log.'),
  growthPerDay: z.number().nullable().describe('Bytes; null while it is not known: it takes looks that are an hour apart.'),
  growthOverMs: z.number().nullable().describe('The time over which growth was measured.'),
  limitBytes: z.number().nullable().describe('`max-size` of the task.'),
  daysUntilFull: z
    .number()
    .nullable()
    .describe('Until the limit or the disk is full at that rate, whichever is first; null: neither is known, or it does not grow.'),
  samples: z.array(sizeSample).describe('Oldest first.'),
})
export type SizeView = z.infer<typeof sizeView>

export const sizeReader = readerOf<SizeObservation>()(
  'postgres.size',
  z.object({
    now: z.string(),
    databaseBytes: z.number(),
    tablesSeen: z.number(),
    tables: z.array(
      z.object({
        schema: z.string(),
        name: z.string(),
        totalBytes: z.number(),
        tableBytes: z.number(),
        indexBytes: z.number(),
        toastBytes: z.number(),
        rows: z.number(),
        partitions: z.number(),
      }),
    ),
    disk: z
      .object({ freeBytes: z.number(), why: z.null() })
      .or(z.object({ freeBytes: z.null(), why: z.string() }))
      .optional(),
    samples: z.array(z.object({ at: z.string(), databaseBytes: z.number(), tables: z.record(z.string(), z.number()) })),
  }),
)

export const sqliteReader = readerOf<CheckObservation>()(
  'sqlite.check',
  z.object({
    now: z.string(),
    storage: z
      .object({
        databaseBytes: z.number(),
        walBytes: z.number(),
        freeBytes: z.number(),
        pages: z.number(),
        freePages: z.number(),
        pageSize: z.number(),
      })
      .nullable(),
    tables: z.array(z.object({ name: z.string(), indexes: z.number(), rows: z.number().nullable() })).nullable(),
    tablesSeen: z.number(),
  }),
)

/** What a size is made of, whatever the kind of database: `earlier` come from earlier runs of the same task. */
type Measured = {
  readonly at: string
  readonly bytes: number
  readonly disk: SizeObservation['disk'] | null
  readonly own: readonly SizeSample[]
}

/** Size and growth. `earlier`: what earlier runs measured, beside the few samples that an observation carries. */
export function sizeOf(looks: Looks, kind: string, earlier: readonly SizeSample[]): SizeView {
  const { source, task, measured } = kind === 'sqlite' ? sqliteSize(looks) : postgresSize(looks)
  const limit = task?.params?.['max-size']
  const limitBytes = typeof limit === 'number' ? limit : null
  if (measured === null)
    return { source, bytes: null, growthPerDay: null, growthOverMs: null, limitBytes, daysUntilFull: null, samples: [...earlier] }
  const samples = inOrder([...earlier, ...measured.own, { at: measured.at, bytes: measured.bytes }])
  const first = measured.own[0] ?? samples.find(({ at }) => Date.parse(measured.at) - Date.parse(at) <= growthSpanMs)
  const growth = first && first.at < measured.at ? growthSince(first, measured) : null
  const growthPerDay = growth?.bytesPerDay ?? null
  return {
    source,
    bytes: measured.bytes,
    growthPerDay,
    growthOverMs: growthPerDay === null ? null : (growth?.overMs ?? null),
    limitBytes,
    daysUntilFull: daysUntilFull(roomFor(measured.bytes, limitBytes, measured.disk), growthPerDay),
    samples,
  }
}

/** Where the observation carries no samples of its own, growth is measured over a week, as postgres.size does. */
const growthSpanMs = 7 * 86_400_000

function postgresSize(looks: Looks) {
  const { source, observation, task } = see(looks, sizeReader)
  const measured: Measured | null = observation && {
    at: observation.now,
    bytes: observation.databaseBytes,
    disk: observation.disk,
    own: observation.samples.map(({ at, databaseBytes }) => ({ at, bytes: databaseBytes })),
  }
  return { source, task, measured }
}

function sqliteSize(looks: Looks) {
  const { source, observation, task } = see(looks, sqliteReader)
  const storage = observation?.storage
  const measured: Measured | null = !storage
    ? null
    : {
        at: observation.now,
        bytes: storage.databaseBytes + storage.walBytes,
        disk: { freeBytes: storage.freeBytes, why: null },
        own: [],
      }
  return { source, task, measured }
}

/** By time, each moment once. */
const inOrder = (samples: readonly SizeSample[]): SizeSample[] =>
  [...new Map(samples.map((sample) => [sample.at, sample])).values()].toSorted((a, b) => a.at.localeCompare(b.at))
