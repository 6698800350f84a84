import { readdirSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** Where distributions put servers; a star stands for any name. */
const distributionFolders = [
  '/usr/lib/postgresql/*/bin', // Debian, Ubuntu
  '/usr/pgsql-*/bin', // PGDG on Red Hat, Fedora, SUSE
  '/usr/lib/postgresql*/bin', // openSUSE
  '/usr/libexec/postgresql*', // Alpine
  '/usr/local/pgsql/bin', // built from source
  '/opt/homebrew/opt/postgresql@*/bin', // Homebrew, Apple silicon
  '/usr/local/opt/postgresql@*/bin', // Homebrew, Intel
  '/Applications/Postgres.app/Contents/Versions/*/bin',
  '/Library/PostgreSQL/*/bin', // EnterpriseDB
]

/**
 * The folders of this machine that may hold a server, each once, links resolved: those on PATH (a `postgres` or `pg_ctl` there is often a link
 * to the real one, beside which the other programs are), then the distributions' own.
 */
export function machineFolders(path: string = process.env['PATH'] ?? ''): readonly string[] {
  const onPath = path
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .flatMap((folder) => ['postgres', 'pg_ctl'].map((name) => join(folder, name)))
  const ofDistributions = distributionFolders.flatMap(expand).map((folder) => join(folder, 'postgres'))
  return [...new Set([...onPath, ...ofDistributions].flatMap((program) => realFolder(program)))]
}

function realFolder(program: string): readonly string[] {
  try {
    return [dirname(realpathSync(program))]
  } catch {
    return [] // there is no such program
  }
}

/** The folders that a pattern with at most one star in it stands for. */
function expand(pattern: string): readonly string[] {
  const parts = pattern.split('/')
  const at = parts.findIndex((part) => part.includes('*'))
  if (at === -1) return [pattern]
  const parent = parts.slice(0, at).join('/')
  const [before, after] = parts[at]!.split('*') as [string, string]
  const fits = (name: string) => name.startsWith(before) && name.endsWith(after)
  try {
    return readdirSync(parent)
      .filter(fits)
      .map((name) => join(parent, name, ...parts.slice(at + 1)))
  } catch {
    return []
  }
}
