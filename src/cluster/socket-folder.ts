import { createHash } from 'node:crypto'
import { chown, lstat, mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../base/errors.ts'
import type { Account } from './account.ts'
import type { Place } from './place.ts'
import { writeWhole } from '../base/write-whole.ts'

/** A file in it, for people who wonder what the folder is. */
const belongsTo = 'belongs-to'

/**
 * Makes the folder for a cluster's Unix socket and returns its path. The path of a socket holds 107 bytes at most (103 on macOS), so that it
 * can't be in the data folder. Its name comes from the data folder's, so that a restarted server is found at the same place. A folder of that name
 * that isn't the account's own and closed to all others was put there by somebody else: the next name is taken.
 * The caller has made sure that no server uses it.
 */
export async function makeSocketFolder(place: Place): Promise<string> {
  const parent = existsSync('/tmp') ? '/tmp' : tmpdir()
  const hash = createHash('sha256').update(place.data).digest('hex').slice(0, 10)
  for (const suffix of ['', '-1', '-2', '-3', '-4', '-5', '-6', '-7', '-8', '-9']) {
    const folder = join(parent, `upk-${hash}${suffix}`)
    if (await makeOwn(folder, place.account)) {
      await writeWhole(join(folder, belongsTo), `${place.data}\n`, { mode: 0o600, owner: place.account.drop ? place.account : undefined })
      return folder
    }
  }
  throw new UserError(
    `other users own all of the folders ${join(parent, `upk-${hash}`)} to -9, where the socket of the database could be`,
    {
      code: 'conflict',
      hint: 'remove them: someone on this machine keeps the database from starting.',
    },
  )
}

export async function removeSocketFolder(folder: string): Promise<void> {
  const ours = (await readdir(folder).catch(() => [])).filter((name) => name === belongsTo || name.startsWith('.s.PGSQL.'))
  await Promise.all(ours.map((name) => rm(join(folder, name), { force: true })))
  await rmdir(folder).catch(() => undefined) // somebody else's files, or gone already
}

async function makeOwn(folder: string, account: Account): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 })
    if (account.drop) await chown(folder, account.uid, account.gid)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const found = await lstat(folder)
    if (!found.isDirectory() || found.uid !== account.uid || (found.mode & 0o077) !== 0) return false
  }
  // What a killed server left would keep a new one from starting if its process id is in use again.
  for (const name of await readdir(folder)) await rm(join(folder, name), { force: true, recursive: true })
  return true
}
