import { z } from 'zod'
import type { CheckObservation } from '../../procedures/postgres/check/observation.ts'
import type { HorizonObservation } from '../../procedures/postgres/horizon/observation.ts'
import { waitTrees } from '../../procedures/postgres/horizon/wait-tree.ts'
import type { WaitTree } from '../../procedures/postgres/horizon/wait-tree.ts'
import { horizonReader } from './horizon.ts'
import { readerOf, see } from './looks.ts'
import type { Looks } from './looks.ts'
import { sourceView } from './parts.ts'

export const sessionView = z.object({
  pid: z.number(),
  user: z.string().nullable(),
  application: z.string().nullable(),
  database: z.string().nullable(),
  state: z.string().nullable(),
  since: z.string().nullable().describe('When its transaction began.'),
  waitsFor: z.string().nullable(),
  query: z.string().nullable().describe('Cut, without its literals.'),
})
export type SessionView = z.infer<typeof sessionView>

export const waitView = sessionView.extend({
  depth: z.number().describe('0: keeps the others up, and waits for no lock itself. Those that follow with one more wait for it.'),
})
export type WaitView = z.infer<typeof waitView>

export const sessionsView = z.object({
  source: sourceView,
  used: z.number().nullable(),
  max: z.number().nullable().describe('max_connections.'),
  by: z.array(
    z.object({
      database: z.string().nullable(),
      user: z.string().nullable(),
      application: z.string().nullable(),
      connections: z.number(),
      idle: z.number(),
    }),
  ),
  long: z.array(sessionView).describe('Sessions whose transaction is older than ten seconds, oldest first.'),
  waits: z.array(waitView).describe('Who waits for whom, as trees, from the root down.'),
})
export type SessionsView = z.infer<typeof sessionsView>

const checkReader = readerOf<CheckObservation>()(
  'postgres.check',
  z.object({
    connections: z.object({ used: z.number(), max: z.number() }),
    sessions: z.array(
      z.object({
        pid: z.number(),
        user: z.string().nullable(),
        application: z.string(),
        database: z.string().nullable(),
        state: z.string(),
        since: z.string(),
        query: z.string(),
      }),
    ),
  }),
)

/** Who is connected, for how long, and who waits for whom: from postgres.horizon, else, with less to tell, from postgres.check. */
export function sessionsOf(looks: Looks): SessionsView {
  const horizon = see(looks, horizonReader)
  if (horizon.observation !== null) return { source: horizon.source, ...fromHorizon(horizon.observation) }
  const check = see(looks, checkReader)
  if (check.observation === null) return { source: horizon.source, used: null, max: null, by: [], long: [], waits: [] }
  const { connections, sessions } = check.observation
  const long = sessions.map(({ pid, user, application, database, state, since, query }) => ({
    pid,
    user,
    application,
    database,
    state,
    since,
    query,
    waitsFor: null,
  }))
  return { source: check.source, used: connections.used, max: connections.max, by: [], long, waits: [] }
}

function fromHorizon({ connections, sessions, locks }: HorizonObservation): Omit<SessionsView, 'source'> {
  return {
    used: connections.used,
    max: connections.max,
    by: [...connections.by],
    long: sessions.map(({ pid, user, application, database, state, transactionStart, waitsFor, query }) => ({
      pid,
      user,
      application,
      database,
      state,
      waitsFor,
      query,
      since: transactionStart,
    })),
    waits: waitTrees(locks.sessions).flatMap((tree) => flat(tree, 0)),
  }
}

const flat = ({ session, behind }: WaitTree, depth: number): readonly WaitView[] => [
  {
    pid: session.pid,
    user: session.user,
    application: session.application,
    database: session.database,
    state: session.state,
    since: session.waitsSince ?? session.transactionStart,
    waitsFor: session.waitsFor,
    query: session.query,
    depth,
  },
  ...behind.flatMap((child) => flat(child, depth + 1)),
]
