import type { AuditEntryView } from '../../app/views/audit.ts'
import { printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { formatNumber } from '../../base/number.ts'
import { formatLocalMoment } from '../format.ts'
import { renderTable } from '../table.ts'
import type { Column } from '../table.ts'

type ListOptions = JsonOption & { readonly limit: number; readonly before?: number; readonly subject?: string }

const columns: readonly Column<AuditEntryView>[] = [
  { title: 'entry', value: ({ seq }) => formatNumber(seq), align: 'right' },
  { title: 'when', value: ({ at }) => formatLocalMoment(at) },
  { title: 'who', value: ({ actor }) => actor, cutTo: 10 },
  { title: 'what', value: ({ action }) => action, style: () => 'bold' },
  { title: 'about', value: ({ subject }) => subject, cutTo: 16 },
  { title: 'more', value: ({ detail }) => (detail === null ? '' : JSON.stringify(detail)), style: () => 'dim', cutTo: 20, leaveOut: 1 },
]

export const auditList: Command<[], ListOptions> = (terminal, _, { json, limit, before, subject }) =>
  withApp(async (useCases) => {
    const entries = await useCases.audit({ limit, ...(before !== undefined && { before }), ...(subject !== undefined && { subject }) })
    if (json) printJson(terminal, entries)
    else if (entries.length === 0) terminal.err('no entries\n')
    else terminal.out(renderTable(entries, columns, terminal))
    return exitCodes.fine
  })

export const auditVerify: Command<[], JsonOption> = (terminal, _, { json }) =>
  withApp(async (useCases) => {
    const verdict = await useCases.verifyAudit()
    const { intact, entries, head, brokenAt, reason } = verdict
    if (json) printJson(terminal, verdict)
    else if (intact) terminal.out(`the audit is intact: ${formatNumber(entries)} entries, head ${head}`)
    else
      terminal.out(
        `the audit is broken${brokenAt === null ? '' : ` at entry ${formatNumber(brokenAt)}`}: ${reason ?? 'an entry was changed or removed'}\nHINT: compare with a backup of Upkeep's own database; keep this one as it is.`,
      )
    return intact ? exitCodes.fine : exitCodes.failed
  })
