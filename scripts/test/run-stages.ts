/** How many checks of a stage were well and how many weren't; each of the latter with its name and why, a line each. */
export type Count = { readonly passed: number; readonly failed: number; readonly failures?: readonly string[] }

/**
 * One part of `npm test`. `run` prints what it does; it throws when the stage failed, or answers how many tests it ran.
 * The stage itself counts as one check beside its tests.
 */
export type Stage = { readonly name: string; readonly run: () => Promise<Count | void> }

type Ended = { readonly name: string; readonly count: Count; readonly seconds: number; readonly problem: string | null }

/**
 * Runs all stages, the ones after a failed one too, and prints `N passed, N failed` as the last line.
 * Returns the exit code: 0 when something was tested and nothing failed.
 */
export async function runStages(stages: readonly Stage[], say: (line: string) => void = console.log): Promise<number> {
  const ended: Ended[] = []
  for (const stage of stages) {
    say(`\n== ${stage.name}`)
    const result = await runStage(stage)
    say(describe(result))
    ended.push(result)
  }
  const passed = sum(ended.map(({ count, problem }) => count.passed + (problem === null ? 1 : 0)))
  const failed = sum(ended.map(({ count, problem }) => count.failed + (problem === null ? 0 : 1)))
  say('\n== summary')
  for (const result of ended) {
    say(describe(result))
    for (const failure of result.count.failures ?? []) say(`     ${failure}`)
  }
  say(`\n${passed} passed, ${failed} failed`)
  return passed > 0 && failed === 0 ? 0 : 1
}

async function runStage({ name, run }: Stage): Promise<Ended> {
  const startedMs = performance.now()
  const end = (count: Count, problem: string | null): Ended => ({ name, count, problem, seconds: (performance.now() - startedMs) / 1000 })
  try {
    const count = (await run()) ?? { passed: 0, failed: 0 }
    return end(count, count.failed === 0 ? null : `${count.failed} tests failed`)
  } catch (error) {
    return end({ passed: 0, failed: 0 }, error instanceof Error ? error.message : String(error))
  }
}

function describe({ name, count, problem, seconds }: Ended): string {
  const tests = count.passed + count.failed === 0 ? '' : `  ${count.passed} of ${count.passed + count.failed} tests passed`
  return `${problem === null ? 'ok  ' : 'FAIL'} ${name.padEnd(14)} ${seconds.toFixed(1).padStart(6)} s${tests}${problem === null ? '' : `  ${problem}`}`
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, next) => total + next, 0)
