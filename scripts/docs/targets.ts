import { z } from 'zod'
import { loadConnectors } from '../../src/targets/index.ts'
import type { Page } from './page.ts'
import { page, yaml } from './page.ts'
import { schemaTable } from './schema-table.ts'
import type { Schema } from './schema-table.ts'

/** One page with every kind of target. */
export async function targetsPage(): Promise<Page> {
  const connectors = [...(await loadConnectors()).values()].toSorted((a, b) => (a.kind < b.kind ? -1 : 1))
  return page(
    'targets.md',
    '# Targets',
    'What can be cared for, and how to reach it: the entries under `targets:` in a stack file. `${NAME}` is taken from the environment, so that no secret stands in the file.',
    ...connectors.flatMap(({ kind, title, summary, config, example }) => [
      `## ${kind}`,
      `${title}. ${summary}`,
      schemaTable(z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }) as Schema),
      yaml(example),
    ]),
  )
}
