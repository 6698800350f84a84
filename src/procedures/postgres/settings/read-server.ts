import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { RawSetting, SettingsByName } from './observation.ts'
import { redactValue } from './redact-value.ts'

export type ServerSettings = {
  /** Those that differ from what the server was built with, without those of our own session. */
  readonly settings: SettingsByName
  /** Overridden for our own session, or for our own role: others get another value. */
  readonly ours: readonly string[]
  readonly pending: readonly { readonly name: string; readonly running: string }[]
  /** All that the role may see. */
  readonly judged: Readonly<Record<string, RawSetting>>
}

type Row = {
  readonly name: string
  readonly setting: string
  /** With its unit; null for one that no SHOW knows. */
  readonly value: string | null
  readonly default: string | null
  readonly source: string
  readonly place: string | null
  readonly pending: boolean
}

/** Set by the client of a session, or by the session itself: they say nothing about the server. */
const ofOneSession = new Set(['client', 'session', 'interactive', 'test'])
const ofOneRole = new Set(['user', 'database user', 'global'])
/** Not chosen by anybody: `override` is what the server found out by itself (data_checksums, in_hot_standby). */
const ofNobody = new Set(['default', 'override'])
/** Settings that are about a session by their nature. */
const always = new Set(['application_name', 'client_encoding', 'transaction_deferrable', 'transaction_isolation', 'transaction_read_only'])

export async function readServerSettings(target: PostgresTarget): Promise<ServerSettings> {
  const rows = await target.read<Row>(sql`
    select name, setting, current_setting(name, true) as value, boot_val as default, source, sourcefile || ':' || sourceline as place, pending_restart as pending
    from pg_settings order by name`)
  const isOurs = ({ name, source }: Row): boolean => (ofOneSession.has(source) && !always.has(name)) || ofOneRole.has(source)
  // ALTER DATABASE and ALTER ROLE have a table of their own, which shows those of other databases and roles too.
  const chosen = rows.filter(
    ({ source }) => ![ofOneSession, ofOneRole, ofNobody].some((sources) => sources.has(source)) && source !== 'database',
  )
  return {
    settings: Object.fromEntries(
      chosen.map(({ name, setting, value, source, place }) => [
        name,
        { value: redactValue(name, value ?? setting), source: place === null ? source : `${source} ${place}` },
      ]),
    ),
    ours: rows.filter(isOurs).map(({ name }) => name),
    pending: rows
      .filter(({ pending }) => pending)
      .map(({ name, setting, value }) => ({ name, running: redactValue(name, value ?? setting) })),
    judged: Object.fromEntries(rows.map(({ name, setting, default: fallback }) => [name, { setting, default: fallback ?? '' }])),
  }
}
