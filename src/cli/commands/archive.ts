import type { ArchiveView, RestoredView } from '../../app/archive-views.ts'
import { formatSize } from '../../base/size.ts'
import { localActor, printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { countOf, formatNumber } from '../../base/number.ts'
import { formatDistance, formatLocalMoment, shortId } from '../format.ts'
import { renderTable } from '../table.ts'
import type { Column } from '../table.ts'
import type { Terminal } from '../terminal.ts'

const columns = (now: Date): readonly Column<ArchiveView>[] => [
  { title: 'archive', value: ({ id }) => shortId(id) },
  { title: 'rows of', value: ({ stack, target, table }) => `${stack}/${target} ${table}`, style: () => 'bold', cutTo: 20 },
  { title: 'which', value: spanOf, cutTo: 16 },
  { title: 'rows', value: ({ rows }) => formatNumber(rows), align: 'right' },
  { title: 'size', value: ({ bytes }) => formatSize(bytes), align: 'right', leaveOut: 2 },
  { title: 'made', value: ({ createdAt }) => formatDistance(createdAt, now), leaveOut: 3 },
  {
    title: 'verified',
    value: ({ verifiedAt, fault }) => (fault === null ? formatDistance(verifiedAt, now) : 'damaged'),
    style: ({ fault }) => (fault === null ? 'green' : 'red'),
  },
  { title: 'where', value: ({ path }) => path, style: () => 'dim', cutTo: 20, leaveOut: 1 },
]

function spanOf({ column, from, before }: ArchiveView): string {
  if (column === null) return 'all'
  return [column, from && `from ${formatLocalMoment(from)}`, before && `before ${formatLocalMoment(before)}`].filter(Boolean).join(' ')
}

export const archiveList: Command<[string?], JsonOption & { readonly limit: number }> = (terminal, [stack], { json, limit }) =>
  withApp(async (useCases) => {
    const all = await useCases.archives({ limit, ...(stack !== undefined && { stack }) })
    if (json) printJson(terminal, all)
    else if (all.length === 0) terminal.err('no archives\n')
    else terminal.out(renderTable(all, columns(new Date()), terminal))
    return exitCodes.fine
  })

export const archiveVerify: Command<[string], JsonOption> = (terminal, [archive], { json }) =>
  withApp(async (useCases) => {
    const verdict = await useCases.verifyArchive(localActor(), archive)
    if (json) printJson(terminal, verdict)
    else if (verdict.fault === null)
      terminal.out(`the archive is whole: ${countOf(verdict.rows, 'row')}, ${formatSize(verdict.bytes)}, ${verdict.path}`)
    else
      terminal.out(
        `the archive is damaged: ${verdict.fault}\nHINT: bring back a copy of its folder and verify again; until then it proves nothing.`,
      )
    return verdict.fault === null ? exitCodes.fine : exitCodes.failed
  })

export const archiveRestore: Command<[string], JsonOption & { readonly to?: string; readonly table?: string }> = (
  terminal,
  [archive],
  { json, to, table },
) =>
  withApp(async (useCases) => {
    const restored = await useCases.restoreArchive(localActor(), archive, {
      ...(to !== undefined && { to }),
      ...(table !== undefined && { table }),
      progress: progressOn(terminal),
    })
    if (terminal.live) terminal.err(clearLine)
    if (json) printJson(terminal, restored)
    else terminal.out(wordsFor(restored))
    return exitCodes.fine
  })

const clearLine = '\r\u001b[K'

const progressOn =
  (terminal: Terminal) =>
  (done: number, of: number): void => {
    if (terminal.live) terminal.err(`${clearLine}${terminal.errPaint('cyan', `${formatNumber(done)} of ${countOf(of, 'row')}`)}`)
  }

function wordsFor({ into, created, rows, restored, alreadyThere, kept, advanced, behind }: RestoredView): string {
  return [
    `restored ${formatNumber(restored)} of ${countOf(rows, 'row')} into ${into}${created ? ', which was made for them' : ''}; compared, they are as they were archived`,
    ...(alreadyThere > 0 ? [`${countOf(alreadyThere, 'row')} ${alreadyThere === 1 ? 'was' : 'were'} there already`] : []),
    ...(kept > 0 ? [`${countOf(kept, 'row')} gave way to a row that has the same key and other values`] : []),
    ...(advanced.length > 0 ? [`new numbers go on after the restored ones: ${advanced.join(', ')}`] : []),
    ...(behind.length > 0
      ? [
          `${behind.join(', ')} may give out a number again that is there now: the role may not change it\nHINT: set it beyond the column's greatest number, by setval().`,
        ]
      : []),
    ...(created ? ['HINT: it has columns and types only; keys, indexes and rights are yours to add.'] : []),
  ].join('\n')
}
