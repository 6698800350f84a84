import { formatDuration } from '../../../base/duration.ts'
import { fitsGlob } from '../../../base/glob.ts'
import type { Assessment, Finding, Skipped } from '../../contract.ts'
import type { Change, FileError, Pending, SettingsObservation } from './observation.ts'
import type { SettingsParams } from './params.ts'
import { rules, switchedOff } from './rules.ts'
import type { Judged } from './rules.ts'

export function assessSettings(seen: SettingsObservation, params: SettingsParams): Assessment {
  const fits = (name: string, patterns: readonly string[]): boolean => patterns.some((pattern) => fitsGlob(name, pattern))
  const changes = seen.changes.filter(({ name }) => !fits(name, params['ignore-changes']))
  return {
    steps: [],
    findings: [
      ...hurting(seen).filter(({ fingerprint }) => !fits(fingerprint.slice('setting:'.length), params.accept)),
      ...seen.pending.map((pending) => needsRestart(pending)),
      ...fileErrorFindings(seen.fileErrors),
      ...changes.map((change) => changed(change, seen.now)),
    ],
    notLookedAt: notLookedAt(seen),
    facts: [
      { label: 'settings that differ from the default', value: Object.keys(seen.settings).length, unit: 'count' },
      { label: 'changed lately', value: changes.length, unit: 'count' },
      { label: 'compared with the look of', value: seen.comparedWith, unit: 'time' },
    ],
  }
}

function hurting(seen: SettingsObservation): readonly Finding[] {
  const judged: Judged = {
    text: (name) => seen.judged[name]?.setting,
    number: (name) => {
      const value = Number(seen.judged[name]?.setting)
      return Number.isFinite(value) ? value : undefined
    },
    databaseBytes: seen.databaseBytes,
  }
  const byRule = rules.flatMap(({ name, severity, wrong, hint }): readonly Finding[] => {
    const title = wrong(judged)
    return title === null ? [] : [{ fingerprint: `setting:${name}`, severity, title, hint }]
  })
  const methods = Object.entries(seen.judged).flatMap(([name, raw]): readonly Finding[] =>
    switchedOff(name, raw)
      ? [
          {
            fingerprint: `setting:${name}`,
            severity: 'warning',
            title: `${name} is off for everybody: the planner has to do without it, however bad the plan`,
            hint: 'switch it off in the one session that needs it (SET LOCAL), and find out why its plan was bad: statistics, costs, a missing index.',
          },
        ]
      : [],
  )
  return [...byRule, ...methods, ...withoutAutovacuum(seen.unattended)]
}

function withoutAutovacuum({ tables, count }: SettingsObservation['unattended']): readonly Finding[] {
  if (count === 0) return []
  return [
    {
      fingerprint: 'setting:autovacuum_enabled',
      severity: 'warning',
      title: `autovacuum_enabled is off for ${count === 1 ? 'a table' : `${count} tables`}: dead rows pile up there, and statistics grow old`,
      detail: [...tables, ...(count > tables.length ? [`and ${count - tables.length} more`] : [])].join('\n'),
      hint: 'ALTER TABLE ... RESET (autovacuum_enabled, toast.autovacuum_enabled); its other parameters make autovacuum gentler or rarer on one table.',
    },
  ]
}

const needsRestart = ({ name, running, configured }: Pending): Finding => ({
  fingerprint: `pending-restart:${name}`,
  severity: 'warning',
  title: `a change of ${name} waits for a restart`,
  detail: `The server runs with ${shown(running)}${configured === null ? '' : `; the file says ${shown(configured)}`}. Whatever restarts it next brings that change.`,
  hint: 'restart the server at a time of your choice, or take the change back.',
})

/** One finding for all lines: a file with an error in it may keep the server from starting. */
function fileErrorFindings(errors: readonly FileError[]): readonly Finding[] {
  if (errors.length === 0) return []
  return [
    {
      fingerprint: 'configuration-file',
      severity: 'warning',
      title: `the configuration files have ${errors.length === 1 ? 'a line' : `${errors.length} lines`} that the server can't use`,
      detail: errors
        .slice(0, 20)
        .map(({ file, line, name, error }) => `${file}:${line}: ${name === null ? '' : `${name}: `}${error}`)
        .join('\n'),
      hint: 'correct them before the next restart: with an error in its files the server does not start.',
    },
  ]
}

function changed({ name, from, to, source, seenAt }: Change, now: string): Finding {
  const ago = Date.parse(now) - Date.parse(seenAt)
  return {
    fingerprint: `changed:${name}`,
    severity: 'info',
    title: `${name} was changed`,
    detail: `From ${shown(from)} to ${shown(to)}${source === null ? '' : `, by ${source}`}; first seen ${ago < 1_000 ? 'just now' : `${formatDuration(ago)} ago`}.`,
    hint: 'was it meant, and does it stand where your settings are kept? `ignore-changes` of the task leaves it out.',
  }
}

const shown = (value: string | null): string => (value === null ? 'its default' : value === '' ? 'nothing' : value)

function notLookedAt(seen: SettingsObservation): readonly Skipped[] {
  return [
    ...(seen.sight.all
      ? []
      : [
          {
            what: 'settings for superusers only',
            why: 'the role of this target may not see them: grant it pg_monitor',
            fingerprints: 'setting:archive_mode',
          },
        ]),
    ...(seen.sight.files
      ? []
      : [
          {
            what: 'the configuration files',
            why: 'the role of this target may not read pg_file_settings: grant it SELECT on that and EXECUTE on pg_show_all_file_settings()',
            fingerprints: 'configuration-file',
          },
        ]),
    ...seen.unknown.map((name) => ({
      what: name,
      why: 'the session of this task overrides it, and only the configuration files say what others get',
      fingerprints: `setting:${name}`,
    })),
    ...(seen.comparedWith === null
      ? [{ what: 'changes of settings', why: 'this is the first look: there is nothing to compare with', fingerprints: 'changed:' }]
      : []),
  ]
}
