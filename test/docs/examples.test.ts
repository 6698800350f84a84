import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadProcedures } from '../../src/procedures/index.ts'
import { parseStack } from '../../src/stack/index.ts'
import { loadConnectors } from '../../src/targets/index.ts'

const root = join(import.meta.dirname, '..', '..')
const catalogue = { procedures: await loadProcedures(), connectors: await loadConnectors() }

/** Stack files that stand whole in the pages that people write. */
const examples = ['README.md', ...globSync('docs/*.md', { cwd: root })].flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml\n(stack: [\s\S]*?)^```/gm)].map((match, index) => ({ page, index, text: match[1]! })),
)

describe('stack files in the docs', () => {
  test('are there', () => {
    expect(examples.map(({ page }) => page)).toContain('README.md')
  })

  test.each(examples)('are without a problem: number $index of $page', ({ page, text }) => {
    expect(parseStack(text, page, catalogue)).toEqual({ stack: expect.anything() as unknown })
  })
})
