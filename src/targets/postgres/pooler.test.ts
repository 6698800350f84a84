import { chmod, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProgram, temporaryFolder, testDatabase } from '../../../test/harness/index.ts'
import type { TemporaryFolder, TestDatabase, TestProcess } from '../../../test/harness/index.ts'
import { newId } from '../../base/id.ts'
import { createLogger } from '../../base/logger.ts'
import { sql } from '../../base/sql.ts'
import postgres from './index.ts'
import type { PostgresTarget } from './index.ts'

/** PgBouncer in transaction mode, with one connection to the server: whatever a client leaves set there, the next one meets. */
let database: TestDatabase
let folder: TemporaryFolder
let bouncer: TestProcess
let url: string

beforeAll(async () => {
  database = await testDatabase()
  folder = await temporaryFolder()
  await chmod(folder.path, 0o777)
  const server = new URL(database.url)
  const [user, password] = [decodeURIComponent(server.username), decodeURIComponent(server.password)]
  const files = { users: join(folder.path, 'users.txt'), settings: join(folder.path, 'pgbouncer.ini') }
  await writeFile(files.users, `"${user}" "${password}"\n`)
  const settings = [
    '[databases]',
    `${database.name} = host=${decodeURIComponent(server.hostname)} port=${server.port || 5432} dbname=${database.name} pool_size=1`,
    '[pgbouncer]',
    'pool_mode = transaction',
    `unix_socket_dir = ${folder.path}`,
    'listen_port = 6432',
    'auth_type = plain',
    `auth_file = ${files.users}`,
  ]
  await writeFile(files.settings, settings.join('\n'))
  // It refuses to run as root, as PostgreSQL does; the account of the server may enter the folder of its socket.
  const { uid, gid } = await stat(decodeURIComponent(server.hostname))
  const asServer = process.getuid?.() === 0 ? ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'] : []
  const [program, ...args] = [...asServer, 'pgbouncer', files.settings]
  bouncer = startProgram(program, args)
  await bouncer.waitFor(/process up/)
  url = `postgres://${server.username}:${server.password}@${encodeURIComponent(folder.path)}:6432/${database.name}`
})
afterAll(async () => {
  await bouncer.stop()
  await folder.close()
  await database.close()
})

async function withTarget<T>(mode: 'inspect' | 'apply', work: (target: PostgresTarget) => Promise<T>): Promise<T> {
  const opening = { mode, run: { id: newId(), fence: 1 }, signal: new AbortController().signal, log: createLogger({ level: 'silent' }) }
  const target = await postgres.open(postgres.config.parse({ url }), opening)
  try {
    return await work(target)
  } finally {
    await target.close()
  }
}

it('is looked through, and nothing can be changed by looking', () =>
  withTarget('inspect', async (target) => {
    expect(await target.read(sql`select ${1}::int as one`)).toEqual([{ one: 1 }])
    await expect(target.read(sql`create table t ()`)).rejects.toThrow('read-only transaction')
  }))

it('is written through, with limits and settings that end with the transaction', () =>
  withTarget('apply', async (target) => {
    const settings = sql`select current_setting('lock_timeout') as lock, current_setting('work_mem') as memory, current_setting('transaction_read_only') as readonly`
    const limits = { timeoutMs: 5_000, lockTimeoutMs: 777, settings: { work_mem: '123kB' } }
    expect(await target.write((transaction) => transaction.rows(settings), limits)).toEqual([
      { lock: '777ms', memory: '123kB', readonly: 'off' },
    ])
    await withTarget('inspect', async (next) =>
      expect(await next.read(settings)).toMatchObject([{ lock: '1s', memory: '4MB', readonly: 'on' }]),
    )
    await target.write((transaction) => transaction.change(sql`create table made (id int)`), limits)
  }))

it('is not used for what needs limits outside of a transaction', () =>
  withTarget('apply', async (target) => {
    await expect(target.utility(sql`vacuum made`, { timeoutMs: 5_000 })).rejects.toMatchObject({
      transient: false,
      hint: expect.stringContaining('the address of the server itself') as string,
    })
  }))

it('ends a statement that is stopped, through the pooler', async () => {
  const stop = new AbortController()
  await withTarget('apply', async (target) => {
    const started = performance.now()
    const running = target.read(sql`select pg_sleep(60)`, { timeoutMs: 60_000, signal: stop.signal }).catch((error: unknown) => error)
    setTimeout(() => stop.abort(new Error('cancelled')), 200)
    expect(await running).toMatchObject({ message: 'cancelled' })
    expect(performance.now() - started).toBeLessThan(2_000)
  })
  // The one connection to the server is free again.
  await withTarget('inspect', async (next) => expect(await next.read(sql`select 1 as one`)).toEqual([{ one: 1 }]))
})
