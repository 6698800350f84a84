import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

/**
 * All processes of the tests, those that are started only to be killed too, find compiled what another one loaded before them, and start in half the time.
 * The folder is the product's own, see cacheCompiledCode.
 */
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'upkeep')

/** Files that take minutes begin first: one that began last would keep the others' processors idle. */
const longest = ['/test/conformance/', '/test/hard/', '/test/package/', '/test/web/']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((folder) => moduleId.includes(folder))
      return found < 0 ? longest.length : found
    }
    // oxlint-disable-next-line unicorn/no-array-sort -- not of an array
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'sim/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts', 'web/**/*.test.ts'],
    globalSetup: ['test/harness/global-setup.ts'],
    // Most tests wait for servers, leases and browsers: more of them at once than there are processors (vitest's own choice is one on two).
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // A machine that is busy with tests is not a machine on which work should pause.
    env: { UPKEEP_MAX_LOAD: '1000' },
    // Only for what hangs: on two busy processors a test takes ten times as long as alone.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // It ends as soon as it is met: only what never comes takes this long. Vitest's own choice is a second, which a busy machine may take.
    expect: { poll: { timeout: 30_000 } },
  },
})
