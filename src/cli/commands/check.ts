import { readFile } from 'node:fs/promises'
import { describeProblem } from '../../base/errors.ts'
import type { Problem } from '../../base/errors.ts'
import { printJson } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { countOf } from '../format.ts'

type Verdict = {
  readonly file: string
  readonly ok: boolean
  readonly stack: string | null
  readonly tasks: number
  readonly targets: number
  readonly problems: readonly Problem[]
}

/** Checks stack files and reports every problem of every file at once. Needs no database, and reaches no target. */
export const check: Command<[readonly string[]], JsonOption> = async (terminal, [files], { json }) => {
  const { loadCatalogue } = await import('../../app/catalogue.ts')
  const catalogue = await loadCatalogue()
  const { parseStack } = await import('../../stack/index.ts')
  const verdicts = await Promise.all(
    files.map(async (file): Promise<Verdict> => {
      const text = await readText(file)
      const result = 'problem' in text ? { problems: [text.problem] } : parseStack(text.text, file, catalogue)
      if ('problems' in result) return { file, ok: false, stack: null, tasks: 0, targets: 0, problems: result.problems }
      const { name, guide, targets } = result.stack
      return { file, ok: true, stack: name, tasks: Object.keys(guide).length, targets: Object.keys(targets).length, problems: [] }
    }),
  )
  if (json) printJson(terminal, verdicts)
  else for (const verdict of verdicts) terminal.out(showVerdict(verdict))
  const total = verdicts.reduce((sum, { problems }) => sum + problems.length, 0)
  if (total > 0 && !json) terminal.err(`${countOf(total, 'problem')} in ${countOf(verdicts.filter(({ ok }) => !ok).length, 'file')}\n`)
  return total > 0 ? exitCodes.usage : exitCodes.fine
}

async function readText(file: string): Promise<{ text: string } | { problem: Problem }> {
  try {
    return { text: await readFile(file, 'utf8') }
  } catch (error) {
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EACCES: 'it may not be read',
      EISDIR: 'it is a folder',
    }
    const { code = '', message } = error as NodeJS.ErrnoException
    return { problem: { message: `${file}: ${reasons[code] ?? message}` } }
  }
}

const showVerdict = ({ file, ok, stack, tasks, targets, problems }: Verdict): string =>
  ok
    ? `${file}: fine (stack ${stack}, ${countOf(tasks, 'task')} for ${countOf(targets, 'target')})`
    : problems.map(describeProblem).join('\n')
