import { copyFile, lchown, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { startProgram, temporaryFolder } from '../harness/index.ts'
import type { TestCluster } from '../harness/index.ts'

export type TestStandby = { readonly url: string }

/** What a copy of a running server must leave behind (PostgreSQL documentation, 25.3.4, Making a Base Backup Using the Low Level API). */
const leftBehind = /\/(postmaster\.(pid|opts)|pg_wal\/.+|pg_replslot\/.+|pg_stat_tmp\/.+|pg_dynshmem\/.+)$/

/** A standby that streams from the cluster through the slot, as `replica`. It ends with the test. */
export async function startStandby(primary: TestCluster, slot: string): Promise<TestStandby> {
  const { path } = await temporaryFolder()
  const [data, sockets] = [join(path, 'data'), join(path, 's')]
  const { uid, gid } = await stat(primary.dataFolder)
  const { hostname, password, username, port } = new URL(primary.url())

  const client = new pg.Client({ connectionString: primary.url() })
  await client.connect()
  const copying = copyingOn(primary.version)
  await client.query(copying.start, [slot])
  await copyFolder(primary.dataFolder, data)
  const { rows } = await client.query<{ labelfile: string }>(copying.stop)
  await client.end()

  await mkdir(sockets, { mode: 0o755 })
  await writeFile(join(data, 'backup_label'), rows[0]!.labelfile)
  await writeFile(join(data, 'standby.signal'), '')
  const conninfo = `host=${decodeURIComponent(hostname)} port=${port} user=${username} password=${decodeURIComponent(password)} application_name=replica`
  await writeFile(
    join(data, 'postgresql.auto.conf'),
    [
      `primary_conninfo = '${conninfo}'`,
      `primary_slot_name = '${slot}'`,
      "wal_receiver_status_interval = '1s'",
      "logging_collector = 'off'",
      '',
    ].join('\n'),
  )
  await own([data, sockets], uid, gid)
  const asServer = uid === process.getuid?.() ? [] : ['--reuid', `${uid}`, '--regid', `${gid}`, '--clear-groups']
  const server = [join(primary.server.binDir, 'postgres'), '-D', data, '-k', sockets, '-c', 'listen_addresses=', '-p', port]
  const process_ = startProgram('setpriv', [...asServer, '--pdeathsig', 'KILL', '--', ...server], { cwd: '/' })
  await process_.waitFor(/ready to accept read-only connections/)
  return { url: `postgresql://${username}:${password}@${encodeURIComponent(sockets)}:${port}/postgres` }
}

/** The functions that begin and end a copy; PostgreSQL 15 gave them other names. */
const copyingOn = (major: number): { readonly start: string; readonly stop: string } =>
  major >= 15
    ? { start: 'select pg_backup_start($1, true)', stop: 'select labelfile from pg_backup_stop(false)' }
    : { start: 'select pg_start_backup($1, true, false)', stop: 'select labelfile from pg_stop_backup(false)' }

/** Copies what is there when its turn comes: a running server removes and renames files meanwhile, and replays what it did from the WAL. */
async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o700 })
  for (const entry of await readdir(from, { withFileTypes: true }).catch(vanished([]))) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (leftBehind.test(source)) continue
    if (entry.isDirectory()) await copyFolder(source, target)
    else await copyFile(source, target).catch(vanished(undefined))
  }
}

const vanished =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== 'ENOENT') throw error
    return instead
  }

/** Drops the slot as soon as the standby has left it: when a standby has ended, its sender notices a little later. */
export const dropSlotWhenLeft = (slot: string): string => `do $$ begin
  while (select active from pg_replication_slots where slot_name = '${slot}') loop perform pg_sleep(0.02); end loop;
  perform pg_drop_replication_slot('${slot}');
end $$`

async function own(paths: readonly string[], uid: number, gid: number): Promise<void> {
  for (const path of paths) {
    await lchown(path, uid, gid)
    for (const entry of await readdir(path, { recursive: true })) await lchown(join(path, entry), uid, gid)
  }
}
