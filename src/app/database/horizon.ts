import { z } from 'zod'
import type { HorizonObservation } from '../../procedures/postgres/horizon/observation.ts'
import { displayName } from '../../procedures/postgres/table-name.ts'
import { cureOf } from '../../procedures/postgres/vacuum/horizon.ts'
import { cureBy } from './cures.ts'
import { readerOf, see } from './looks.ts'
import type { Looks } from './looks.ts'
import { sourceView, taskLinkView } from './parts.ts'

const idsView = z.object({
  ids: z.enum(['transaction ids', 'multixact ids']),
  age: z.number().describe('How many ids ago the oldest lies that is not frozen yet.'),
  freezesFrom: z.number().describe('From this age on autovacuum freezes by itself.'),
  stopsAt: z.number().describe('At this age the server refuses writes.'),
})

export const horizonView = z.object({
  source: sourceView,
  ids: z.array(idsView),
  cure: taskLinkView.nullable().describe('The task that freezes old rows.'),
  oldestTables: z.array(z.object({ name: z.string(), age: z.number() })),
  holders: z
    .array(
      z.object({
        kind: z.enum(['session', 'prepared', 'slot', 'standby']),
        name: z.string(),
        pid: z.number().nullable(),
        state: z.string().nullable(),
        since: z.string().nullable(),
        age: z.number().describe('In transaction ids.'),
        hint: z.string(),
      }),
    )
    .describe('Who keeps dead rows from being removed, oldest first.'),
  slots: z.array(z.object({ name: z.string(), active: z.boolean(), walStatus: z.string().nullable(), behindBytes: z.number().nullable() })),
  standbys: z.array(
    z.object({ name: z.string(), state: z.string().nullable(), lagMs: z.number().nullable(), behindBytes: z.number().nullable() }),
  ),
  prepared: z.array(z.object({ gid: z.string(), owner: z.string(), preparedAt: z.string() })),
  sequences: z.array(z.object({ name: z.string(), usedPercent: z.number() })).describe('The fullest, from a quarter on.'),
})
export type HorizonView = z.infer<typeof horizonView>

const age = { age: z.number(), multixactAge: z.number() }
const text = z.string().nullable()
const amount = z.number().nullable()

export const horizonReader = readerOf<HorizonObservation>()(
  'postgres.horizon',
  z.object({
    now: z.string(),
    database: z.string(),
    ids: z.object({
      databases: z.array(z.object({ name: z.string(), ...age })),
      tables: z.array(z.object({ schema: z.string(), name: z.string(), ...age })),
      freezeMaxAge: z.number(),
      multixactFreezeMaxAge: z.number(),
    }),
    holders: z.array(
      z.object({
        kind: z.enum(['session', 'prepared', 'slot', 'standby']),
        name: z.string(),
        pid: amount,
        state: text,
        since: text,
        age: z.number(),
      }),
    ),
    sessions: z.array(z.object({ pid: z.number(), transactionStart: z.string(), state: z.string(), query: z.string() })),
    prepared: z.array(z.object({ gid: z.string(), owner: z.string(), preparedAt: z.string() })),
    slots: z.object({ slots: z.array(z.object({ name: z.string(), active: z.boolean(), walStatus: text, behindBytes: amount })) }),
    standbys: z.array(z.object({ name: z.string(), state: text, lagMs: amount, behindBytes: amount })),
    connections: z.object({ used: z.number(), max: z.number(), by: z.array(z.object({ connections: z.number(), idle: z.number() })) }),
    sequences: z.object({ fullest: z.array(z.object({ schema: z.string(), name: z.string(), usedPercent: z.number() })) }),
    locks: z.object({ sessions: z.array(z.object({ pid: z.number(), blockedBy: z.array(z.number()) })) }),
  }),
)

/** The server warns and then refuses writes when fewer than three million ids are left of 2^31. (PostgreSQL documentation, 24.1.5.) */
const stopsAt = 2 ** 31 - 3_000_000

const tablesShown = 5
const fullFromPercent = 25

/** How far back the oldest row reaches, and who keeps it so. */
export function horizonOf(looks: Looks): HorizonView {
  const { source, observation: seen } = see(looks, horizonReader)
  const cure = cureBy(looks, 'postgres.vacuum')
  if (seen === null) return { source, ids: [], cure, oldestTables: [], holders: [], slots: [], standbys: [], prepared: [], sequences: [] }
  const here = seen.ids.databases.find(({ name }) => name === seen.database)
  return {
    source,
    ids: here
      ? [
          { ids: 'transaction ids', age: here.age, freezesFrom: seen.ids.freezeMaxAge, stopsAt },
          { ids: 'multixact ids', age: here.multixactAge, freezesFrom: seen.ids.multixactFreezeMaxAge, stopsAt },
        ]
      : [],
    cure,
    oldestTables: seen.ids.tables.slice(0, tablesShown).map((table) => ({ name: displayName(table), age: table.age })),
    // Upkeep's own sessions have deadlines of their own.
    holders: seen.holders
      .filter(({ name }) => !name.startsWith('upkeep:'))
      .map(({ kind, name, pid, state, since, age: ids, ...rest }) => ({
        kind,
        name,
        pid,
        state,
        since,
        age: ids,
        hint: cureOf({ kind, name, pid, state, since, age: ids, ...rest }),
      })),
    slots: seen.slots.slots.map(({ name, active, walStatus, behindBytes }) => ({ name, active, walStatus, behindBytes })),
    standbys: seen.standbys.map(({ name, state, lagMs, behindBytes }) => ({ name, state, lagMs, behindBytes })),
    prepared: seen.prepared.map(({ gid, owner, preparedAt }) => ({ gid, owner, preparedAt })),
    sequences: seen.sequences.fullest
      .filter(({ usedPercent }) => usedPercent >= fullFromPercent)
      .map((sequence) => ({ name: displayName(sequence), usedPercent: sequence.usedPercent })),
  }
}
