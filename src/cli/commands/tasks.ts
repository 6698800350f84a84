import type { TaskView } from '../../app/views/task.ts'
import { printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { formatNumber } from '../../base/number.ts'
import { formatDistance, stateWords, styleOfSeverity, styleOfState } from '../format.ts'
import { resolveScope } from '../resolve-task.ts'
import { renderTable } from '../table.ts'
import type { Column } from '../table.ts'

const dueFirst = (a: TaskView, b: TaskView): number => (a.nextDueAt ?? '9').localeCompare(b.nextDueAt ?? '9')

const columns = (now: Date): readonly Column<TaskView>[] => [
  { title: 'task', value: ({ stack, task }) => `${stack}/${task}`, style: () => 'bold' },
  { title: 'due', value: (task) => dueOf(task, now), style: ({ openRun }) => (openRun ? styleOfState(openRun.state) : null) },
  { title: 'every', value: ({ every }) => every, cutTo: 8, leaveOut: 2 },
  {
    title: 'last',
    value: ({ lastRun }) => (lastRun ? stateWords(lastRun) : 'never'),
    style: ({ lastRun }) => (lastRun ? styleOfState(lastRun.state) : 'dim'),
  },
  { title: 'ended', value: ({ lastRun }) => (lastRun?.endedAt ? formatDistance(lastRun.endedAt, now) : ''), leaveOut: 3 },
  {
    title: 'findings',
    value: ({ openFindings }) => (openFindings === 0 ? '' : formatNumber(openFindings)),
    style: ({ worstSeverity }) => styleOfSeverity(worstSeverity),
    align: 'right',
  },
  { title: 'title', value: ({ title }) => title, style: () => 'dim', cutTo: 12, leaveOut: 4 },
]

function dueOf({ openRun, nextDueAt }: TaskView, now: Date): string {
  if (openRun) return stateWords(openRun)
  return nextDueAt === null ? 'on demand' : formatDistance(nextDueAt, now)
}

export const tasks: Command<[string?], JsonOption> = (terminal, [scope], { json }) =>
  withApp(async (useCases) => {
    const { stack, task } = await resolveScope(useCases, scope)
    const found = (await useCases.tasks(stack === undefined ? {} : { stack })).filter((row) => task === undefined || row.task === task)
    if (json) printJson(terminal, found)
    else if (found.length === 0)
      terminal.err('no stack is loaded\nHINT: `upkeep up FILE` loads a stack file, `upkeep up --demo` the demo.\n')
    else terminal.out(renderTable(found.toSorted(dueFirst), columns(new Date()), terminal))
    return exitCodes.fine
  })
