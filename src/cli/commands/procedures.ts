import { UserError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import { printable } from '../../base/printable.ts'
import type { ProcedureView } from '../../app/views/procedure.ts'
import { wrap } from '../columns.ts'
import { printJson } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { renderTable } from '../table.ts'
import type { Column } from '../table.ts'
import type { Terminal } from '../terminal.ts'

const columns: readonly Column<ProcedureView>[] = [
  { title: 'procedure', value: ({ name }) => name, style: () => 'bold' },
  { title: 'target', value: ({ target }) => target ?? '' },
  { title: 'what it does', value: ({ summary }) => summary, cutTo: 20 },
]

/** Needs no database: the procedures are part of the program. */
export const procedures: Command<[string?], JsonOption> = async (terminal, [name], { json }) => {
  const { loadCatalogue, presentProcedure } = await import('../../app/catalogue.ts')
  const all = [...(await loadCatalogue()).procedures.values()].map(presentProcedure)
  if (name === undefined) {
    if (json) printJson(terminal, all)
    else terminal.out(renderTable(all, columns, terminal))
    return exitCodes.fine
  }
  const found = all.find((procedure) => procedure.name === name)
  if (!found) {
    const near = nearest(
      name,
      all.map((procedure) => procedure.name),
    )
    throw new UserError(`there is no procedure ${name}`, {
      code: 'not-found',
      hint: near === null ? '`upkeep procedures` lists them.' : `did you mean ${near}?`,
    })
  }
  if (json) printJson(terminal, found)
  else terminal.out(showProcedure(found, terminal))
  return exitCodes.fine
}

function showProcedure(
  { name, title, summary, docs, example, target }: ProcedureView,
  { width, paint }: Pick<Terminal, 'width' | 'paint'>,
): string {
  const indented = printable(example)
    .replaceAll(/^\n+|\n+$/g, '')
    .split('\n')
    .map((line) => `  ${line}`)
  return [
    `${paint('bold', name)}: ${title}`,
    '',
    wrap(summary, width),
    ...(target === null ? [] : [`Cares for a target of the kind ${target}.`]),
    '',
    wrap(printable(docs).trim(), width),
    '',
    paint('bold', 'example'),
    ...indented,
  ].join('\n')
}
