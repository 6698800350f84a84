import { chmod, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startProgram, temporaryFolder } from '../harness/index.ts'

export type Pooler = {
  /** The same database, through the pooler. */
  readonly url: string
  stop(): Promise<void>
}

export type PoolerOptions = {
  /** To the server. Defaults to 1: whatever a client leaves set there, the next one meets. */
  readonly connections?: number
  /** Further lines of its settings. */
  readonly settings?: readonly string[]
}

/** PgBouncer in transaction mode before one database. */
export async function startPooler(databaseUrl: string, { connections = 1, settings: more = [] }: PoolerOptions = {}): Promise<Pooler> {
  const folder = await temporaryFolder()
  await chmod(folder.path, 0o777)
  const server = new URL(databaseUrl)
  const name = decodeURIComponent(server.pathname.slice(1))
  const [user, password] = [decodeURIComponent(server.username), decodeURIComponent(server.password)]
  const files = { users: join(folder.path, 'users.txt'), settings: join(folder.path, 'pgbouncer.ini') }
  await writeFile(files.users, `"${user}" "${password}"\n`)
  const settings = [
    '[databases]',
    `${name} = host=${decodeURIComponent(server.hostname)} port=${server.port || 5432} dbname=${name} pool_size=${connections}`,
    '[pgbouncer]',
    'pool_mode = transaction',
    `unix_socket_dir = ${folder.path}`,
    'listen_port = 6432',
    'auth_type = plain',
    `auth_file = ${files.users}`,
    ...more,
  ]
  await writeFile(files.settings, settings.join('\n'))
  // It refuses to run as root, as PostgreSQL does; the account of the server may enter the folder of its socket.
  const { uid, gid } = await stat(decodeURIComponent(server.hostname))
  const asServer = process.getuid?.() === 0 ? ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'] : []
  const [program, ...args] = [...asServer, 'pgbouncer', files.settings]
  const bouncer = startProgram(program, args)
  await bouncer.waitFor(/process up/)
  return {
    url: `postgres://${server.username}:${server.password}@${encodeURIComponent(folder.path)}:6432/${name}`,
    stop: async () => {
      await bouncer.stop()
      await folder.close()
    },
  }
}
