import { execFile } from 'node:child_process'
import { glob } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import type { JsonObject } from '../../../base/json.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { findExtension } from '../extension.ts'

/** The program pg_repack that fits the extension of the database, or why there is none. */
export type RepackClient = JsonObject & {
  readonly path: string | null
  readonly version: string | null
  readonly why: string | null
  readonly hint: string | null
}

/** Where Debian's and Red Hat's packages put it, beside the folders of PATH. */
const places = ['/usr/lib/postgresql/*/bin/pg_repack', '/usr/pgsql-*/bin/pg_repack']

/** Program and extension have to be of the very same version: each refuses the other otherwise. */
export async function findRepack(target: PostgresTarget): Promise<RepackClient> {
  const { installed, available } = await findExtension(target, 'pg_repack')
  const none = (why: string, hint: string): RepackClient => ({ path: null, version: null, why, hint })
  const { database, major } = target.server
  if (installed === null) {
    return none(
      `the extension pg_repack is not installed in database ${database}`,
      available
        ? `run CREATE EXTENSION pg_repack; in database ${database} as a superuser.`
        : `install it on the server's machine (Debian and Ubuntu: postgresql-${major}-repack), then run CREATE EXTENSION pg_repack; in database ${database}.`,
    )
  }
  const found: string[] = []
  for (const path of await candidates()) {
    const version = await versionOf(path)
    if (version === installed.version) return { path, version, why: null, hint: null }
    if (version !== null) found.push(`${path} is ${version}`)
  }
  return none(
    `the extension pg_repack is ${installed.version}, and this machine has no program pg_repack of that version${found.length > 0 ? ` (${found.join(', ')})` : ''}`,
    `install pg_repack ${installed.version} on the machine on which Upkeep works (Debian and Ubuntu: postgresql-${major}-repack).`,
  )
}

async function candidates(): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)) found.add(join(folder, 'pg_repack'))
  for (const place of places) for await (const path of glob(place)) found.add(path)
  return [...found]
}

/** `pg_repack 1.4.8`; null: it isn't there, or is something else. */
async function versionOf(path: string): Promise<string | null> {
  const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 5_000 }).catch(() => ({ stdout: '' }))
  return /^pg_repack (\S+)/.exec(stdout)?.[1] ?? null
}
