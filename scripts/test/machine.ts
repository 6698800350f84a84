import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { command } from './command.ts'

/** A program that tests need beside what npm installs. */
type Need = { readonly what: string; readonly why: string; readonly package: string; readonly there: () => boolean }

const needs: readonly Need[] = [
  {
    what: 'a PostgreSQL server, 14 or newer',
    why: "tests run on the machine's own server beside the embedded one",
    package: 'postgresql',
    there: () => globSync('/usr/lib/postgresql/{14,15,16,17,18,19}/bin/postgres').length > 0 || onPath('postgres'),
  },
  {
    what: 'Chromium',
    why: 'the web page is tested in it',
    package: 'chromium',
    there: () => ['chromium', 'chromium-browser', 'google-chrome'].some(onPath),
  },
  {
    what: 'PgBouncer',
    why: 'databases are cared for through it',
    package: 'pgbouncer',
    there: () => onPath('pgbouncer') || existsSync('/usr/sbin/pgbouncer'),
  },
  {
    what: "pg_repack for the machine's PostgreSQL",
    why: 'tables are repacked with it',
    package: 'postgresql-15-repack',
    there: () => globSync('/usr/lib/postgresql/*/bin/pg_repack').length > 0,
  },
  {
    what: "hypopg for the machine's PostgreSQL",
    why: 'indexes are tried out with it',
    package: 'postgresql-15-hypopg',
    there: () => globSync('/usr/share/postgresql/*/extension/hypopg.control').length > 0,
  },
]

/** Sees that the machine has what tests need: installs it with apt where that is allowed, and else throws with the list of what is missing. */
export async function prepareMachine(): Promise<void> {
  const missing = needs.filter((need) => !need.there())
  if (missing.length === 0) return
  if (mayInstall()) await install(missing.map((need) => need.package))
  const still = needs.filter((need) => !need.there())
  if (still.length === 0) return
  for (const { what, why } of still) console.log(`missing: ${what} (${why})`)
  throw new Error(
    `missing on this machine: ${still.map(({ what }) => what).join(', ')}\nHINT: apt-get install ${still.map((need) => need.package).join(' ')}`,
  )
}

/** The packages start no server of their own: policy-rc.d would forbid it, and the tests need none that runs. */
async function install(packages: readonly string[]): Promise<void> {
  console.log(`installing ${packages.join(', ')} with apt-get`)
  const apt = (...args: string[]) => command('env', ['DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1', 'apt-get', '-qq', ...args], 10)
  await apt('update').catch((error: unknown) => console.log(String(error))) // a stale list may do
  await apt('install', '--yes', '--no-install-recommends', ...packages).catch((error: unknown) => console.log(String(error)))
}

const mayInstall = (): boolean => process.getuid?.() === 0 && onPath('apt-get')

function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}
