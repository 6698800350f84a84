import { formatDuration } from '../../base/duration.ts'
import type { RunSummaryView } from '../../app/views/run.ts'
import type { RunState } from '../../app/views/words.ts'
import { printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { formatDistance, shortId, stateWords, styleOfSeverity, styleOfState } from '../format.ts'
import { resolveScope } from '../resolve-task.ts'
import { renderTable } from '../table.ts'
import type { Column } from '../table.ts'

type Options = JsonOption & { readonly state?: readonly RunState[]; readonly limit: number; readonly before?: string }

export const runColumns = (now: Date): readonly Column<RunSummaryView>[] => [
  { title: 'run', value: ({ id }) => shortId(id), style: () => 'bold' },
  { title: 'task', value: ({ stack, task }) => `${stack}/${task}`, cutTo: 16 },
  { title: 'state', value: stateWords, style: ({ state }) => styleOfState(state) },
  { title: 'began', value: ({ startedAt, createdAt }) => formatDistance(startedAt ?? createdAt, now), leaveOut: 2 },
  { title: 'took', value: ({ durationMs }) => (durationMs === null ? '' : formatDuration(durationMs)), align: 'right', leaveOut: 3 },
  {
    title: 'steps',
    value: ({ stepsDone, stepsPlanned }) => (stepsPlanned ? `${stepsDone}/${stepsPlanned}` : ''),
    align: 'right',
    leaveOut: 4,
  },
  {
    title: 'findings',
    value: ({ findingsOpen }) => (findingsOpen === 0 ? '' : String(findingsOpen)),
    style: ({ worstSeverity }) => styleOfSeverity(worstSeverity),
    align: 'right',
    leaveOut: 5,
  },
  {
    title: 'what happened',
    value: ({ summary, mode }) => summary ?? (mode === 'plan' ? 'a plan' : ''),
    style: () => 'dim',
    cutTo: 20,
    leaveOut: 6,
  },
]

export const runs: Command<[string?], Options> = (terminal, [scope], { json, state, limit, before }) =>
  withApp(async (useCases) => {
    const found = await useCases.runs({
      ...(await resolveScope(useCases, scope)),
      limit,
      ...(state && { state }),
      ...(before && { before }),
    })
    if (json) printJson(terminal, found)
    else if (found.length === 0) terminal.err('no runs\n')
    else terminal.out(renderTable(found, runColumns(new Date()), terminal))
    return exitCodes.fine
  })
