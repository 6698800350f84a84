import { freshCopy } from './beside.ts'
import type { Side } from './beside.ts'
import { startProgram } from './program.ts'

/** Both are timed so often, in turns; the quicker one of each counts, since what is slower was disturbed. */
const rounds = 4

/**
 * Times the same work of Upkeep and of one of PostgreSQL's own programs, each on fresh copies and with nothing beside it, in seconds. Of Upkeep its steps count, of the program its whole run; the start
 * of a process is no throughput of either, and short beside the work.
 */
export async function race(
  side: Side,
  ours: (url: string) => Promise<{ readonly stepSeconds: number }>,
  program: string,
  args: readonly string[],
): Promise<{ readonly ours: number; readonly theirs: number }> {
  const [all, peers]: [number[], number[]] = [[], []]
  for (let round = 1; round <= rounds; round++) {
    side.workspace.say(`${program} against upkeep, ${round} of ${rounds}`)
    const theirUrl = await freshCopy(side, `race_theirs_${round}`)
    const begun = performance.now()
    const run = startProgram(side.workspace, `${side.cluster.server.binDir}/${program}`, [...args, `--dbname=${theirUrl}`])
    const code = await run.ended
    if (code !== 0) throw new Error(`${program} ended with ${code}:\n${run.output()}`)
    peers.push((performance.now() - begun) / 1000)
    await side.check(theirUrl)
    const ourUrl = await freshCopy(side, `race_ours_${round}`)
    all.push((await ours(ourUrl)).stepSeconds)
    await side.check(ourUrl)
  }
  return { ours: Math.min(...all), theirs: Math.min(...peers) }
}
