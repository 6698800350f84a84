import { formatSize } from '../base/size.ts'
import type { CareView } from '../app/database/care.ts'
import type { HorizonView } from '../app/database/horizon.ts'
import type { SourceView } from '../app/database/parts.ts'
import type { SessionsView, SessionView } from '../app/database/sessions.ts'
import type { SizeView } from '../app/database/size.ts'
import type { DatabaseView } from '../app/database/views.ts'
import { oneLine } from './columns.ts'
import { indexColumns, linkWords, queryColumns, tableColumns } from './database-columns.ts'
import { countOf, formatNumber } from '../base/number.ts'
import { formatDistance, styleOfSeverity, styleOfStatus } from './format.ts'
import { dash, formatGrowth, sizeOrDash } from './format-database.ts'
import { renderTable } from './table.ts'
import type { Column } from './table.ts'
import type { Paint } from './terminal.ts'

type Place = { readonly width: number; readonly paint: Paint }
type Shown = Place & { readonly now: Date }

/** Everything about one database: the sections of its page, as text. What nobody looked at says so. */
export function showDatabase(database: DatabaseView, place: Place, now: Date): string {
  const shown = { ...place, now }
  const { tables, indexes, queries, sessions, horizon } = database
  const blocks = [
    headOf(database, shown),
    careLines(database.care, shown),
    section('tables', [tables.careSource, tables.source, tables.bloatSource], renderRows(tables.rows, tableColumns(now), shown), shown),
    indexes && section('indexes', [indexes.source, indexes.bloatSource], renderRows(indexes.rows, indexColumns(now), shown), shown),
    queries && section('statements', [queries.source], queries.obstacle ?? renderRows(queries.rows, queryColumns(now), shown), shown),
    sessions && section('sessions', [sessions.source], sessionLines(sessions, shown), shown),
    horizon && section('horizon', [horizon.source], horizonLines(horizon, shown), shown),
  ]
  return blocks.filter((block) => block !== null).join('\n\n')
}

function headOf({ stack, target, status, headline, server, size }: DatabaseView, { paint }: Shown): string {
  const about = [server.name, server.version, server.standby === null ? null : server.standby ? 'standby' : 'primary']
  return [
    `${paint('bold', `${stack}/${target}`)}: ${paint(styleOfStatus(status), headline)}`,
    ...(about.some((part) => part !== null) ? [`  ${oneLine(about.filter((part) => part !== null).join(', '))}`] : []),
    `  ${sizeWords(size)}${freshness(size.source)}`,
  ].join('\n')
}

function sizeWords({ bytes, growthPerDay, limitBytes, daysUntilFull }: SizeView): string {
  if (bytes === null) return 'its size is not known'
  const growth = growthPerDay === null ? 'growth not known yet' : formatGrowth(growthPerDay)
  const limit = limitBytes === null ? null : `limit ${formatSize(limitBytes)}`
  const full = daysUntilFull === null ? null : daysUntilFull > 0 ? `full in ${formatNumber(Math.floor(daysUntilFull))} days` : 'exceeded'
  return [formatSize(bytes), growth, [limit, full].filter((part) => part !== null).join(', ')].filter((part) => part !== '').join('; ')
}

/** Empty when it is fresh: what is old, failed or missing is never shown as if it were true now. */
const freshness = ({ state, why }: SourceView): string => (state === 'fresh' ? '' : ` (${state}: ${oneLine(why ?? '')})`)

/** The first of the sources names the look; of each that is not fresh stands why. */
function section(title: string, all: readonly (SourceView | null)[], body: string | null, { paint, now }: Shown): string {
  const sources = all.filter((source) => source !== null)
  const [first] = sources
  const seen = !first?.task || first.at === null ? '' : `  ${paint('dim', `${first.task.task}, ${formatDistance(first.at, now)}`)}`
  const notes = sources
    .filter(({ state }) => state !== 'fresh')
    .map(({ state, why }) => `  ${paint('yellow', state)}: ${oneLine(why ?? '')}`)
  return [`${paint('bold', title)}${seen}`, ...new Set(notes), ...(body === null || body === '' ? [] : [indent(body)])].join('\n')
}

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ')

function renderRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], { width, paint }: Shown): string | null {
  return rows.length === 0 ? null : renderTable(rows, columns, { width: width - 2, paint })
}

function careLines(care: readonly CareView[], { paint, now }: Shown): string {
  if (care.length === 0) return `${paint('bold', 'needs care')}\n  nothing`
  return [
    paint('bold', 'needs care'),
    ...care.flatMap((item) => [
      `  ${paint(styleOfSeverity(item.severity), item.severity.padEnd(8))}  ${oneLine(item.title)}${item.acknowledgedBy === null ? '' : ` (known to ${item.acknowledgedBy})`}`,
      ...(item.detail === null ? [] : [`            ${oneLine(item.detail)}`]),
      ...(item.hint === null ? [] : [`            HINT: ${oneLine(item.hint)}`]),
      `            ${paint('dim', item.cure === null ? `seen by ${item.seenBy.task}` : `cured by ${linkWords(item.cure, now)}`)}`,
    ]),
  ].join('\n')
}

function sessionLines({ used, max, by, long, waits }: SessionsView, shown: Shown): string | null {
  if (used === null || max === null) return null
  const columns: readonly Column<SessionView & { readonly depth?: number }>[] = [
    {
      title: 'session',
      value: ({ pid, application, depth = 0 }) => `${'· '.repeat(depth)}${application || 'nameless'} ${pid}`,
      style: () => 'bold',
    },
    { title: 'user', value: ({ user }) => user ?? dash, leaveOut: 3 },
    { title: 'state', value: ({ state, waitsFor }) => [state, waitsFor && `waits for ${waitsFor}`].filter(Boolean).join(', '), cutTo: 20 },
    { title: 'since', value: ({ since }) => (since === null ? dash : formatDistance(since, shown.now)) },
    { title: 'statement', value: ({ query }) => query ?? '', cutTo: 20, leaveOut: 2 },
  ]
  const who = by.map(
    ({ application, user, connections }) => `${formatNumber(connections)} of ${application ?? 'nameless'} (${user ?? dash})`,
  )
  return [
    oneLine(`${formatNumber(used)} of ${countOf(max, 'connection')}${who.length > 0 ? `: ${who.join(', ')}` : ''}`),
    ...(long.length > 0 ? ['transactions older than ten seconds:', renderTable(long, columns, shown)] : []),
    ...(waits.length > 0 ? ['who waits for whom:', renderTable(waits, columns, shown)] : []),
  ].join('\n')
}

function horizonLines({ ids, holders, slots, standbys, prepared, sequences }: HorizonView, { now }: Shown): string | null {
  if (ids.length === 0) return null
  return [
    ...ids.map(
      ({ ids: kind, age, freezesFrom }) => `${kind}: oldest is ${formatNumber(age)} back, frozen from ${formatNumber(freezesFrom)} on`,
    ),
    ...(holders.length === 0 ? ['nobody keeps dead rows alive'] : []),
    ...holders.map(
      ({ kind, name, age, since }) =>
        `dead rows of ${countOf(age, 'transaction')} kept by ${kind} ${name}${since === null ? '' : `, since ${formatDistance(since, now)}`}`,
    ),
    ...standbys.map(({ name, state, behindBytes }) => `standby ${name}: ${state ?? 'state not known'}, ${sizeOrDash(behindBytes)} behind`),
    ...slots.map(({ name, active, behindBytes }) => `slot ${name}: ${active ? 'in use' : 'not in use'}, keeps ${sizeOrDash(behindBytes)}`),
    ...prepared.map(({ gid, owner, preparedAt }) => `prepared transaction ${gid} of ${owner}, ${formatDistance(preparedAt, now)}`),
    ...sequences.map(({ name, usedPercent }) => `sequence ${name}: ${formatNumber(Math.round(usedPercent * 10) / 10)} % used`),
  ]
    .map(oneLine)
    .join('\n')
}
