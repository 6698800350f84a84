import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../harness/index.ts'
import { mortalCluster } from './cluster.ts'
import { serverKiller, workerKiller } from './killers.ts'
import { isWhole, trialsOf } from './plan.ts'
import type { Trial } from './plan.ts'
import { prepare, trialUrl, tryOnce, undisturbed } from './trial.ts'
import type { Stage, Subject, Undisturbed } from './trial.ts'
import { hardWorld } from './world.ts'

/**
 * Kill trials: a run of the product's own engine is cut off by kill -9 of its worker, or of the whole database server, at a moment of its work.
 * Whoever comes next must bring it to the same end as a run that nobody disturbed, with nothing left over.
 *
 * The moments are spread over the time that the work takes undisturbed, which each group of trials measures first. All that chance decides follows from
 * a trial's name, so that a failing one is done again, alone: `UPKEEP_TRIAL=delete/worker/15/7 npx vitest run test/hard/delete.test.ts`.
 */
export function killTrials(subject: Subject): void {
  const groups = Object.entries(subject.trials).flatMap(([major, count]) =>
    (['worker', 'server'] as const).map((victim) => ({
      victim,
      major: Number(major),
      trials: trialsOf(subject.name, victim, Number(major), count),
    })),
  )
  describe.each(groups.filter(({ trials }) => trials.length > 0))(
    '$victim killed in a run on PostgreSQL $major',
    ({ victim, major, trials }) => {
      it(`${subject.name}: at ${trials.length} moments, the next one brings it to its end`, { timeout: 1_200_000 }, async () => {
        await using folder = await temporaryFolder()
        await using cluster = await mortalCluster(major)
        await prepare(subject, cluster)
        const folderOf = (task: string): string => join(folder.path, 'of', task)
        await using world = await hardWorld({
          procedure: subject.procedure,
          targetUrl: trialUrl(cluster),
          tasks: Object.fromEntries(
            tasksOf(trials).map(([name, trial]) => [name, { ...subject.task, with: subject.params(trial, folderOf(name)) }]),
          ),
        })
        await using killer = victim === 'worker' ? workerKiller(world) : await serverKiller(world, cluster)
        const { failed, amid } = await tryAll({ subject, cluster, world, killer, folderOf }, trials)
        expect(failed, 'one of them alone: UPKEEP_TRIAL=<its name>').toEqual([])
        // A kill that comes too early or too late proves little.
        if (isWhole) expect(amid, 'trials that were cut off amid their steps').toBeGreaterThanOrEqual(trials.length / 2)
      })
    },
  )
}

/** A first one that warms up, and those of each trial: one that is left alone, and one for each time that it is aimed. None has a past. */
const tasksOf = (trials: readonly Trial[]): readonly (readonly [string, Trial])[] => [
  ['cold', trials[0]!],
  ...trials.flatMap((trial) => [`alone ${trial.name}`, ...aimsAt(trial)].map((name) => [name, trial] as const)),
]

/**
 * A kill that came too late, since the machine has become faster or was slow to kill, proves little: it is aimed anew, by how long that run took and
 * somewhat earlier, two times at most.
 */
const aimsAt = ({ name }: Trial): readonly string[] => [name, `${name} again`, `${name} once more`]
const earlierBy = 2 / 3

/** Every trial in turn, until three have failed. */
async function tryAll(stage: Stage, trials: readonly Trial[]): Promise<{ readonly failed: readonly string[]; readonly amid: number }> {
  await undisturbed(stage, 'cold')
  const known = new Map<string, Undisturbed>()
  const failed: string[] = []
  let amid = 0
  for (const trial of trials) {
    const way = JSON.stringify(stage.subject.params(trial, ''))
    try {
      let expected = known.get(way) ?? (await undisturbed(stage, `alone ${trial.name}`))
      for (const [n, task] of aimsAt(trial).entries()) {
        const { wrong, cut, span } = await tryOnce(stage, { ...trial, moment: trial.moment * earlierBy ** n }, task, expected)
        expected = { ...span, picture: expected.picture }
        known.set(way, expected)
        if (cut === 'amid') amid += 1
        if (wrong.length > 0) failed.push(`${trial.name}, killed ${cut} its steps:\n  ${wrong.join('\n  ')}`)
        if (cut !== 'behind' || wrong.length > 0) break
      }
    } catch (error) {
      failed.push(`${trial.name}: ${error instanceof Error ? error.stack : String(error)}`)
    }
    if (failed.length === 3) break
  }
  return { failed, amid }
}
