import { access, chmod, constants, lstat, mkdir, mkdtemp, readFile, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UserError } from '../base/errors.ts'
import type { Logger } from '../base/logger.ts'
import { chooseAccount } from './account.ts'
import type { Account } from './account.ts'
import { runProgram } from './run-program.ts'
import { sharedFolder } from './shared-folder.ts'
import { writeWhole } from '../base/write-whole.ts'

/**
 * Where a cluster's files are. `home` is the folder that was asked for; it belongs to us and holds the password and the locks. `data` is the
 * server's own folder and belongs to its account: home/data, or elsewhere where that account can't get into home.
 */
export type Place = { readonly home: string; readonly data: string; readonly account: Account }

const pointerName = 'data-is-elsewhere'

/** Finds out where the data folder of this home is or should be. Says nothing about whether there is data yet. The caller holds the home's lock. */
export async function findPlace(home: string, log: Logger): Promise<Place> {
  const elsewhere = await readPointer(home)
  if (elsewhere !== null) return { home, data: elsewhere, account: await accountFor(elsewhere) }
  const data = join(home, 'data')
  const account = await accountFor(data)
  if (await canEnter(account, home)) return { home, data, account }
  if ((await lstat(data).catch(() => null)) !== null) {
    throw new UserError(`the PostgreSQL server runs as ${account.name}, which can't enter ${home}, where its data folder is`, {
      code: 'forbidden',
      hint: 'let others enter the folders above it (chmod o+x), or move it back to where it was.',
    })
  }
  return { home, data: await makeElsewhere(home, account, log), account }
}

/** Makes the asked folder and returns its real path. Root's is one that others can enter but not list, so that the server's account gets to the data in it. */
export async function makeHome(dataDir: string): Promise<string> {
  const root = process.getuid?.() === 0
  try {
    await mkdir(dataDir, { recursive: true, mode: root ? 0o711 : 0o700 })
    const found = await stat(dataDir)
    if (root && found.uid === 0 && (found.mode & 0o001) === 0) await chmod(dataDir, (found.mode & 0o777) | 0o011)
    await access(dataDir, constants.W_OK | constants.X_OK)
    return await realpath(dataDir)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new UserError(`the data folder ${dataDir} can't be made or written (${code})`, {
      code: 'forbidden',
      hint:
        code === 'ENOTDIR' || code === 'EEXIST'
          ? 'a file is in its way: move it, or name another folder.'
          : 'start Upkeep as the user that owns it, or set UPKEEP_HOME to a folder of your own.',
      cause,
    })
  }
}

async function readPointer(home: string): Promise<string | null> {
  const pointer = join(home, pointerName)
  const text = await readFile(pointer, 'utf8').catch(() => null)
  if (text === null) return null
  const data = text.trim()
  const back = await readFile(join(data, '..', 'belongs-to'), 'utf8').catch(() => null)
  if (back === null) {
    throw new UserError(`${pointer} says that the data is in ${data}, and it isn't there`, {
      code: 'not-available',
      hint: `bring that folder back, or delete ${pointer} to begin with an empty database.`,
    })
  }
  return data
}

async function makeElsewhere(home: string, account: Account, log: Logger): Promise<string> {
  const folder = await mkdtemp(join(await sharedFolder(), `${basename(home)}-`))
  await chmod(folder, 0o711)
  if (!(await canEnter(account, folder))) {
    throw new UserError(`the PostgreSQL server runs as ${account.name}, which can enter neither ${home} nor ${folder}`, {
      code: 'forbidden',
      hint: `set UPKEEP_HOME to a folder that ${account.name} can get into.`,
    })
  }
  const data = join(folder, 'data')
  await writeWhole(join(folder, 'belongs-to'), `${home}\n`, { mode: 0o644 })
  await writeWhole(join(home, pointerName), `${data}\n`, { mode: 0o644 })
  log.warn({ home, data }, `${account.name}, who runs PostgreSQL, can't enter ${home}: its data is in ${data}`)
  return data
}

async function accountFor(data: string): Promise<Account> {
  const found = await lstat(data).catch(() => null)
  const account = await chooseAccount(found, data)
  // Data that root copied here or restored belongs to root, under which no server runs.
  if (account.drop && found?.uid === 0) await giveTo(account, data)
  return account
}

async function giveTo(account: Account, folder: string): Promise<void> {
  const said = await runProgram('chown', ['-R', '-h', `${account.uid}:${account.gid}`, folder], { timeoutMs: 600_000 })
  if (said.problem === null) return
  throw new UserError(`the data folder ${folder} belongs to root and can't be given to ${account.name}: chown ${said.problem}`, {
    code: 'forbidden',
    hint: `PostgreSQL does not run as root; give the folder to ${account.name} yourself.`,
  })
}

/** Asked of the machine itself, since access lists and mount options decide too. */
async function canEnter(account: Account, folder: string): Promise<boolean> {
  if (!account.drop) return true
  const said = await runProgram('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { account, timeoutMs: 30_000 })
  return said.code === 0
}
