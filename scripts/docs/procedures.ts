import { z } from 'zod'
import { loadProcedures } from '../../src/procedures/index.ts'
import type { AnyProcedure } from '../../src/procedures/contract.ts'
import type { Page } from './page.ts'
import { page, yaml } from './page.ts'
import { schemaTable, table } from './schema-table.ts'
import type { Schema } from './schema-table.ts'

/** One page for each procedure, and the list of them. */
export async function procedurePages(): Promise<readonly Page[]> {
  const procedures = [...(await loadProcedures()).values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return [listPage(procedures), ...procedures.map(procedurePage)]
}

const listPage = (procedures: readonly AnyProcedure[]): Page =>
  page(
    'procedures/README.md',
    '# Procedures',
    'What Upkeep knows how to do. Each is a reconciler: it looks, decides, does what is left to do, and looks again.',
    table(
      ['procedure', 'cares for', 'what it does'],
      procedures.map(({ name, target, summary }) => [`[${name}](${name}.md)`, target === null ? 'nothing of its own' : `\`${target.kind}\``, summary]),
    ),
  )

function procedurePage({ name, title, summary, target, docs, params, example, kind }: AnyProcedure): Page {
  return page(
    `procedures/${name}.md`,
    `# ${name}: ${title}`,
    summary,
    target === null
      ? 'It cares for no target of its own.'
      : `It cares for a target of the kind [\`${target.kind}\`](../targets.md#${target.kind}).`,
    kind === 'sign-off' ? 'A person answers it: the run waits until somebody signs.' : null,
    docs,
    '## Parameters',
    schemaTable(z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }) as Schema) ?? 'None.',
    '## Example',
    yaml(example),
  )
}
