import { cp, lstat, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Logger } from '../base/logger.ts'
import type { Account } from './account.ts'
import { findServer } from './find-server.ts'
import type { ServerRequest } from './find-server.ts'
import { packagedFolder } from './packaged-server.ts'
import type { Place } from './place.ts'
import { isServer, lookAtServer } from './server.ts'
import type { Server, ServerOrigin } from './server.ts'
import { sharedFolder } from './shared-folder.ts'

/**
 * The server binaries for a place, such that its account can run them. Where root keeps this project in a folder that the account can't enter
 * (/root), the npm package's binaries (60 MB) are copied once to a place that it can.
 */
export async function findServerFor(
  place: Place,
  wanted: { readonly major?: number; readonly origin?: ServerOrigin },
  log: Logger,
): Promise<Server> {
  const request = { ...wanted, account: place.account }
  try {
    return await findServer(request)
  } catch (error) {
    const copied = place.account.drop && (wanted.origin ?? 'package') === 'package' ? await copyOfPackaged(request, log) : null
    if (copied === null) throw error
    return copied
  }
}

async function copyOfPackaged(request: ServerRequest & { readonly account: Account }, log: Logger): Promise<Server | null> {
  if (process.env['UPKEEP_POSTGRES_BIN']) return null
  const binDir = await packagedFolder()
  const packaged = binDir === null ? null : await lookAtServer(binDir, 'package')
  if (!isServer(packaged) || (request.major !== undefined && packaged.major !== request.major)) return null
  const copy = join(await sharedFolder(), `postgresql-${packaged.version}`)
  if (!(await isOurs(copy))) {
    const unfinished = `${copy}.new-${process.pid}`
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { recursive: true, mode: 0o755 })
    await cp(dirname(packaged.binDir), unfinished, { recursive: true, verbatimSymlinks: true })
    await rename(unfinished, copy).catch(async (error: NodeJS.ErrnoException) => {
      await rm(unfinished, { recursive: true, force: true })
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error // another process was first
    })
    log.info({ from: packaged.binDir, to: copy }, `copied the PostgreSQL binaries to where ${request.account.name} can run them`)
  }
  const found = await lookAtServer(join(copy, 'bin'), 'package', request.account)
  return isServer(found) ? found : null
}

/** A folder of binaries that another user could have put there is not run. */
async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => null)
  return found !== null && found.isDirectory() && found.uid === process.getuid!() && (found.mode & 0o022) === 0
}
