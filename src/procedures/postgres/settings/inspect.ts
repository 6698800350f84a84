import type { Json } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { changesSince } from './changes.ts'
import type { Pending, SettingsByName, SettingsObservation } from './observation.ts'
import type { SettingsParams } from './params.ts'
import { readConfigurationFiles } from './read-files.ts'
import type { ConfigurationFiles } from './read-files.ts'
import { readRoleSettings } from './read-roles.ts'
import { readServerSettings } from './read-server.ts'
import type { ServerSettings } from './read-server.ts'
import { readUnattended } from './read-tables.ts'
import { redactValue } from './redact-value.ts'
import { namesJudged, switchedOff } from './rules.ts'

export async function inspectSettings(target: PostgresTarget, params: SettingsParams, ctx: InspectContext): Promise<SettingsObservation> {
  const previous = earlier(ctx.previous)
  const [server] = await target.read<{ now: string; all: boolean; databaseBytes: number }>(sql`
    select clock_timestamp() as now, pg_has_role('pg_read_all_settings', 'usage') as all, pg_database_size(current_database()) as "databaseBytes"`)
  const { now, all, databaseBytes } = server!
  const files = await readConfigurationFiles(target)
  const running = await readServerSettings(target)
  const roles = await readRoleSettings(target)
  const look = {
    now,
    sight: { all, files: files !== null },
    settings: { ...running.settings, ...overridden(running, files), ...roles.all },
  }
  return {
    ...look,
    databaseBytes,
    unattended: await readUnattended(target),
    unknown: files === null ? running.ours.filter((name) => roles.forThisDatabase[name] === undefined) : [],
    comparedWith: previous?.now ?? null,
    changes: changesSince(previous, look, params['report-for']),
    pending: running.pending.map((pending): Pending => ({ ...pending, configured: configuredValue(pending.name, files) })),
    fileErrors: (files?.errors ?? []).filter(({ name }) => !running.pending.some((pending) => pending.name === name)),
    judged: judgedFrom(running, files, roles.forThisDatabase),
  }
}

/** The last look; null when there was none, or an older version of Upkeep made it in another shape. */
function earlier(previous: Json): SettingsObservation | null {
  const seen = previous as Partial<SettingsObservation> | null
  return seen?.settings !== undefined && seen.sight !== undefined && seen.changes !== undefined ? (seen as SettingsObservation) : null
}

/** Our own session overrides a few settings (time zone, time-outs): what others get stands in the file. */
function overridden(running: ServerSettings, files: ConfigurationFiles | null): SettingsByName {
  if (files === null) return {}
  return Object.fromEntries(
    running.ours.flatMap((name) => {
      const line = files.applied.get(name.toLowerCase())
      return line === undefined ? [] : [[name, { value: redactValue(name, line.value), source: `configuration file ${line.place}` }]]
    }),
  )
}

/** What the rules are about, as other sessions of this database get it; without those of which that isn't known. */
function judgedFrom(
  running: ServerSettings,
  files: ConfigurationFiles | null,
  forThisDatabase: Readonly<Record<string, string>>,
): SettingsObservation['judged'] {
  const wanted = Object.entries(running.judged).filter(([name, raw]) => namesJudged.includes(name) || switchedOff(name, raw))
  return Object.fromEntries(
    wanted.flatMap(([name, raw]) => {
      const setting = running.ours.includes(name)
        ? (forThisDatabase[name] ?? (files === null ? undefined : (files.applied.get(name.toLowerCase())?.value ?? raw.default)))
        : raw.setting
      return setting === undefined ? [] : [[name, { ...raw, setting: redactValue(name, setting) }]]
    }),
  )
}

function configuredValue(name: string, files: ConfigurationFiles | null): string | null {
  const line = files?.written.get(name.toLowerCase())
  return line === undefined ? null : redactValue(name, line.value)
}
