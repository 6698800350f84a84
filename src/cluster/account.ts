import { UserError } from '../base/errors.ts'
import { runProgram } from './run-program.ts'

/** The account that server programs run under. */
export type Account = {
  readonly uid: number
  readonly gid: number
  readonly name: string
  /** True when we are root and have to become this account. */
  readonly drop: boolean
}

/**
 * PostgreSQL refuses to run as root, so root hands its server to another account: the one that the data already belongs to, else `postgres`,
 * else `nobody`. Anyone else runs it as themselves, on data of their own.
 */
export async function chooseAccount(owner: { readonly uid: number; readonly gid: number } | null, folder: string): Promise<Account> {
  const uid = process.getuid?.()
  if (uid === undefined) {
    throw new UserError(`the embedded PostgreSQL does not run on ${process.platform}`, {
      code: 'not-available',
      hint: 'set UPKEEP_DATABASE_URL to a PostgreSQL server, or use Linux (WSL) or macOS.',
    })
  }
  if (uid !== 0) return ourselves(uid, owner, folder)
  if (owner !== null && owner.uid !== 0) return { ...owner, name: await nameOf(owner.uid), drop: true }
  const account = (await lookUp('postgres')) ?? (await lookUp('nobody'))
  if (account !== null) return account
  throw new UserError('PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody to run it as', {
    code: 'not-available',
    hint: 'add one (useradd --system postgres), or start Upkeep as an ordinary user.',
  })
}

async function ourselves(uid: number, owner: { readonly uid: number } | null, folder: string): Promise<Account> {
  if (owner !== null && owner.uid !== uid) {
    throw new UserError(
      `the data folder ${folder} belongs to ${await nameOf(owner.uid)} (uid ${owner.uid}), and this process runs as uid ${uid}`,
      {
        code: 'forbidden',
        hint:
          owner.uid === 0
            ? 'start Upkeep as root as before, or give the folder to this user with chown -R.'
            : 'start Upkeep as root or as the user that owns it.',
      },
    )
  }
  return { uid, gid: process.getgid!(), name: await nameOf(uid), drop: false }
}

async function lookUp(name: string): Promise<Account | null> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => runProgram('id', [flag, name], { timeoutMs: 30_000 })))
  const account = { uid: Number(uid!.stdout), gid: Number(gid!.stdout), name, drop: true }
  return uid!.code === 0 && gid!.code === 0 && account.uid > 0 ? account : null
}

async function nameOf(uid: number): Promise<string> {
  const said = await runProgram('id', ['-un', String(uid)], { timeoutMs: 30_000 })
  return said.code === 0 ? said.stdout.trim() : `user ${uid}`
}
