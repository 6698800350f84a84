import { existsSync } from 'node:fs'
import { readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../base/errors.ts'
import type { Logger } from '../base/logger.ts'
import { settingsFile } from './settings.ts'

/**
 * What is in a data folder. `half-made`: an initdb didn't get to its end and no server ever ran on it. `foreign`: a server may have run on it,
 * and it isn't ours, so that nothing in it may be touched.
 */
type DataFolder =
  | { readonly state: 'absent' }
  | { readonly state: 'half-made' }
  | { readonly state: 'foreign' }
  | { readonly state: 'ready'; readonly major: number }

/** Our own initdb works aside and renames, so that anything but absent and ready comes from others: a copy that broke off, a folder filled by hand. */
async function lookAtData(data: string): Promise<DataFolder> {
  const names = await readdir(data).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (names.length === 0) return { state: 'absent' }
  const major = Number(await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => 'NaN'))
  const whole = Number.isInteger(major) && major > 0 && existsSync(join(data, 'global', 'pg_control'))
  if (whole && names.includes(settingsFile)) return { state: 'ready', major }
  const ranOnce = names.includes('postmaster.opts') || names.includes('backup_label')
  return { state: whole && ranOnce ? 'foreign' : 'half-made' }
}

/**
 * The major version of the cluster in a data folder, or null when it is to be made. A half-made folder is set aside, not deleted.
 * Throws a UserError for one that isn't ours, and for one of another version than the wanted.
 */
export async function readyData(data: string, wantedMajor: number | undefined, log: Logger): Promise<number | null> {
  const found = await lookAtData(data)
  if (found.state === 'foreign') {
    throw new UserError(`the folder ${data} holds a PostgreSQL cluster that Upkeep did not make`, {
      code: 'conflict',
      hint: 'move it away, or run it yourself and set UPKEEP_DATABASE_URL to it.',
    })
  }
  if (found.state === 'half-made') {
    const aside = `${data}.half-made-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`
    await rename(data, aside)
    log.warn({ data, aside }, 'the data folder was half-made: set it aside, making it anew')
  }
  if (found.state === 'ready' && wantedMajor !== undefined && wantedMajor !== found.major) {
    throw new UserError(`the data in ${data} was made by PostgreSQL ${found.major}, and ${wantedMajor} was asked for`, {
      code: 'conflict',
      hint: 'ask for its own version, or move it with pg_dump and pg_restore.',
    })
  }
  return found.state === 'ready' ? found.major : null
}
