import { describe, expect, test } from 'vitest'
import { runStages } from './run-stages.ts'
import type { Stage } from './run-stages.ts'

const well: Stage = { name: 'well', run: async () => {} }
const tests: Stage = { name: 'tests', run: async () => ({ passed: 3, failed: 0 }) }
const failing: Stage = { name: 'failing', run: async () => ({ passed: 3, failed: 2 }) }
const throwing: Stage = { name: 'throwing', run: () => Promise.reject(new Error('no such program')) }

async function run(...stages: Stage[]) {
  const lines: string[] = []
  const code = await runStages(stages, (line) => lines.push(line))
  return { code, lines, last: lines.at(-1)?.trim() }
}

describe('npm test', () => {
  test('counts each stage and each test, and says so in the last line', async () => {
    expect(await run(well, tests)).toMatchObject({ code: 0, last: '5 passed, 0 failed' })
  })

  test('fails with the stage and its tests counted when a test failed', async () => {
    expect(await run(well, failing)).toMatchObject({ code: 1, last: '4 passed, 3 failed' })
  })

  test('names what failed again at the end, where a log that was cut still has it', async () => {
    const named: Stage = {
      name: 'named',
      run: async () => ({ passed: 0, failed: 1, failures: ['some.test.ts: holds: expected 1 to be 2'] }),
    }
    const { lines } = await run(named, tests)
    expect(lines.slice(lines.indexOf('\n== summary')).join('\n')).toContain('some.test.ts: holds: expected 1 to be 2')
  })

  test('goes on after a stage that threw, and shows why it did', async () => {
    const { code, lines, last } = await run(throwing, tests)
    expect({ code, last }).toEqual({ code: 1, last: '4 passed, 1 failed' })
    expect(lines.filter((line) => line.startsWith('FAIL') && line.includes('no such program'))).toHaveLength(2)
  })

  test('fails when nothing was tested', async () => {
    expect(await run()).toMatchObject({ code: 1, last: '0 passed, 0 failed' })
  })
})
