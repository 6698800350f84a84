import { describeProblem } from '../../base/errors.ts'
import { printJson } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { countOf } from '../../base/number.ts'

/** Checks stack files, or the folders that they are in, and reports every problem at once. Needs no database, and reaches no target. */
export const check: Command<[readonly string[]], JsonOption> = async (terminal, [files], { json }) => {
  const { loadCatalogue } = await import('../../app/catalogue.ts')
  const { readStacks } = await import('../../stack/index.ts')
  const { stacks, problems } = await readStacks(files, await loadCatalogue())
  const fine = stacks.map(({ file, stack }) => ({
    file,
    stack: stack.name,
    tasks: Object.keys(stack.guide).length,
    targets: Object.keys(stack.targets).length,
  }))
  const checkedNothing = fine.length === 0 && problems.length === 0
  if (json) printJson(terminal, { stacks: fine, problems })
  else {
    for (const { file, stack, tasks, targets } of fine)
      terminal.out(`${file}: fine (stack ${stack}, ${countOf(tasks, 'task')}, ${countOf(targets, 'target')})`)
    for (const problem of problems) terminal.out(describeProblem(problem))
    if (problems.length > 0) terminal.err(`${countOf(problems.length, 'problem')}\n`)
    if (checkedNothing) terminal.err(`there is no stack file in ${files.join(', ')}\nHINT: name files, or folders with *.yaml files.\n`)
  }
  return problems.length > 0 || checkedNothing ? exitCodes.usage : exitCodes.fine
}
