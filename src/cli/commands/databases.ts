import type { DatabaseSummaryView } from '../../app/database/views.ts'
import { printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { formatDistance, styleOfStatus } from '../format.ts'
import { formatGrowth, sizeOrDash } from '../format-database.ts'
import { renderTable } from '../table.ts'
import type { Column } from '../table.ts'

const columns = (now: Date): readonly Column<DatabaseSummaryView>[] => [
  { title: 'database', value: ({ stack, target }) => `${stack}/${target}`, style: () => 'bold' },
  { title: 'how it is', value: ({ headline }) => headline, style: ({ status }) => styleOfStatus(status) },
  { title: 'size', value: ({ bytes }) => sizeOrDash(bytes), align: 'right' },
  { title: 'growth', value: ({ growthPerDay }) => formatGrowth(growthPerDay), align: 'right', leaveOut: 2 },
  { title: 'last look', value: ({ lastLookAt }) => (lastLookAt === null ? 'never' : formatDistance(lastLookAt, now)), leaveOut: 3 },
  { title: 'worst', value: ({ worst }) => worst?.title ?? '', cutTo: 20, leaveOut: 4 },
]

export const databases: Command<[], JsonOption> = (terminal, _, { json }) =>
  withApp(async (useCases) => {
    const all = await useCases.databases()
    if (json) printJson(terminal, all)
    else if (all.length === 0)
      terminal.err('no database is under care\nHINT: name one under `targets` of a stack file, with the kind postgres or sqlite.\n')
    else terminal.out(renderTable(all, columns(new Date()), terminal))
    return exitCodes.fine
  })
