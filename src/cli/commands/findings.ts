import type { Severity } from '../../base/severity.ts'
import type { FindingView } from '../../app/views/finding.ts'
import { printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { countOf } from '../../base/number.ts'
import { formatDistance, shortId, styleOfSeverity } from '../format.ts'
import { resolveScope } from '../resolve-task.ts'
import { renderTable } from '../table.ts'
import type { Column } from '../table.ts'

type Options = JsonOption & { readonly all?: boolean; readonly severity?: Severity; readonly limit: number }

const columns = (now: Date): readonly Column<FindingView>[] => [
  { title: 'finding', value: ({ id }) => shortId(id), style: () => 'bold' },
  {
    title: 'severity',
    value: ({ severity }) => severity,
    style: ({ severity, state }) => (state === 'resolved' ? 'dim' : styleOfSeverity(severity)),
  },
  { title: 'state', value: ({ state }) => state, style: ({ state }) => (state === 'open' ? null : 'dim') },
  { title: 'task', value: ({ stack, task }) => `${stack}/${task}`, cutTo: 16 },
  { title: 'first seen', value: ({ firstSeenAt }) => formatDistance(firstSeenAt, now), leaveOut: 3 },
  { title: 'last seen', value: ({ lastSeenAt }) => formatDistance(lastSeenAt, now), leaveOut: 4 },
  { title: 'times', value: ({ timesSeen }) => String(timesSeen), align: 'right', leaveOut: 5 },
  { title: 'what is wrong', value: ({ title }) => title, cutTo: 24 },
]

export const findings: Command<[string?], Options> = (terminal, [scope], { json, all, severity, limit }) =>
  withApp(async (useCases) => {
    const state = all ? undefined : (['open', 'acknowledged'] as const)
    const found = await useCases.findings({
      ...(await resolveScope(useCases, scope)),
      limit,
      ...(state && { state }),
      ...(severity && { severity }),
    })
    if (json) printJson(terminal, found)
    else if (found.length === 0) terminal.err('no findings\n')
    else terminal.out(renderTable(found, columns(new Date()), terminal))
    const open = found.filter((finding) => finding.state === 'open').length
    if (open > 0 && !json)
      terminal.err(`\n${countOf(open, 'finding')} open: \`upkeep ack FINDING --note WHO-DOES-WHAT\` says that somebody knows\n`)
    return open > 0 ? exitCodes.findings : exitCodes.fine
  })
