import { join } from 'node:path'
import { UserError } from '../base/errors.ts'
import type { Place } from './place.ts'
import { writeWhole } from '../base/write-whole.ts'

export type Settings = Readonly<Record<string, string>>

/** Included at the end of postgresql.conf, so that it overrides what initdb wrote and ALTER SYSTEM overrides it. */
export const settingsFile = 'upkeep.conf'

/** For a small server beside its application, which costs little when idle and can still be studied, replicated and backed up. */
export const defaultSettings: Settings = {
  shared_buffers: '64MB',
  max_connections: '100',
  max_wal_size: '512MB',
  wal_level: 'replica',
  track_io_timing: 'on',
  jit: 'off', // compiling costs more than the short queries of an application
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C', // some messages are read by us
  unix_socket_permissions: '0700',
  // One file a weekday, each written anew a week later, so that the log neither grows for ever nor needs care.
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'on',
  log_line_prefix: '%m [%p] %q%u@%d %a ',
}

/** Writes the settings that the next start uses. */
export async function writeSettings(place: Place, settings: Settings): Promise<void> {
  await writeWhole(join(place.data, settingsFile), renderSettings(settings), {
    mode: 0o600,
    owner: place.account.drop ? place.account : undefined,
  })
}

/** One setting a line. Throws a UserError that names every setting that can't be one. */
export function renderSettings(settings: Settings): string {
  const wrong = Object.entries(settings).filter(
    ([name, value]) => !/^[a-z_][a-z0-9_$]*(\.[a-z_][a-z0-9_$]*)?$/i.test(name) || /[\0\r\n]/.test(value),
  )
  if (wrong.length > 0) {
    throw new UserError(`not a PostgreSQL setting: ${wrong.map(([name, value]) => JSON.stringify(`${name} = ${value}`)).join(', ')}`, {
      hint: 'a setting is a name such as work_mem and a value on one line.',
    })
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`)
  return `# Written anew by Upkeep at each start. What ALTER SYSTEM sets stays and wins.\n${lines.join('\n')}\n`
}
