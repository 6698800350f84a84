import type { Logger } from '../src/base/logger.ts'
import { startLoop } from '../src/base/loop.ts'
import type { Db } from '../src/store/db.ts'
import { backfillTooFar, collectLatest, computeStatistics } from './collect.ts'
import { writeLogs } from './demo-logs.ts'
import type { Moments } from './moments.ts'
import { seedHistory } from './seed-funding.ts'
import { writeHistory } from './write-history.ts'

export type TroubleOptions = { readonly db: Db; readonly moments: Moments; readonly logFolder: string; readonly log: Logger }

const statisticsEveryMs = 30 * 60_000
/** How often the latest values are upserted at the start: as many dead rows as a table gathers that nobody has vacuumed for minutes. */
const firstRounds = 15

/** Retention falls due at each full minute: old rows that came back amid its run would be there when it looks again, and it would end as not converged. */
const untilHalfPast = (nowMs: number): number => 60_000 - ((nowMs + 30_000) % 60_000)

/**
 * Life on the pretend platform, from which troubles come: the past is written first, then each of these goes on until `stop` is called. A turn that
 * fails, say while the server restarts, is followed by another.
 */
export function startTroubles({ db, moments, logFolder, log }: TroubleOptions): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let computedAt = 0
  let rounds = firstRounds
  let hasRecent = false
  const loops = [
    startLoop({
      name: 'the pretend collector',
      everyMs: 10_000,
      log,
      runOnce: async () => {
        if (moments.now() === 'stale') return
        for (let round = 0; round < rounds; round++) await collectLatest(db, new Date())
        rounds = 1
      },
    }),
    startLoop({
      name: 'the pretend backfill',
      everyMs: 60_000,
      log,
      runOnce: async () => {
        // The newest day first: a platform whose rows are all too old would be a trouble of another kind.
        if (!hasRecent) await writeHistory(db, new Date(Date.now() - 86_400_000), new Date())
        hasRecent = true
        await seedHistory(db, { signal: stopping.signal })
        if (Date.now() - computedAt > statisticsEveryMs) {
          await computeStatistics(db, new Date())
          computedAt = Date.now()
        }
        await backfillTooFar(db, new Date())
        return untilHalfPast(Date.now())
      },
    }),
    startLoop({ name: 'the pretend log', everyMs: 10_000, log, runOnce: async () => void (await writeLogs(logFolder, new Date())) }),
  ]
  return {
    stop: async () => {
      stopping.abort()
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}
