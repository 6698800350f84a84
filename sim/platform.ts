import { fstatSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runAsChild } from '../src/base/child.ts'
import type { Logger } from '../src/base/logger.ts'
import { createLogger } from '../src/base/logger.ts'
import { superviseCluster } from '../src/cluster/index.ts'
import { sql } from '../src/base/sql.ts'
import { openStore } from '../src/store/db.ts'
import type { Db } from '../src/store/db.ts'
import { startFundingApi } from './funding-api.ts'
import { startMoments } from './moments.ts'
import { prepareMarket } from './seed-funding.ts'
import { startTroubles } from './troubles.ts'

/** Starts the platform, says that it is ready, and ends it on SIGTERM, on SIGINT or with its parent. */
export async function runPlatform(home: string): Promise<void> {
  const log = createLogger({ level: process.env['UPKEEP_LOG'] ?? 'warn' })
  const platform = await startPlatform(home, log)
  const ready = { ready: true }
  runAsChild(ready, () => platform.close(), log)
  if (process.send !== undefined) return
  process.stdout.write(`${JSON.stringify(ready)}\n`)
  endWithInput()
}

async function startPlatform(home: string, log: Logger): Promise<{ close(): Promise<void> }> {
  const envFile = join(home, 'demo.env')
  const logFolder = join(home, 'demo-logs')
  await mkdir(logFolder, { recursive: true })
  // What is rewritten all day fits into little WAL: a demo shouldn't take half a gigabyte of disk.
  const cluster = await superviseCluster({
    dataDir: join(home, 'demo'),
    databases: ['funding'],
    settings: { max_wal_size: '160MB' },
    preload: ['pg_stat_statements'],
    log,
    name: 'demo',
  })
  const db = openStore(cluster.url('funding'), { applicationName: 'funding-platform', maxConnections: 3, statementTimeoutMs: 60_000 })
  try {
    await prepareMarket(db)
    await countStatements(db)
    const moments = startMoments()
    const api = await startFundingApi(db, moments, await portBefore(envFile))
    await writeEnvFile(envFile, { DEMO_DATABASE_URL: cluster.url('funding'), DEMO_API_URL: api.url, DEMO_LOGS: logFolder })
    const troubles = startTroubles({ db, moments, logFolder, log })
    return {
      close: async () => {
        await troubles.stop()
        await api.close()
        await db.close()
        await cluster.stop()
      },
    }
  } catch (error) {
    await db.close()
    await cluster.stop()
    throw error
  }
}

/** Servers from some sources come without the extension: the demo then shows what is said about that. */
const countStatements = (db: Db): Promise<number> =>
  db.run(sql`
    do $$ begin
      if exists (select from pg_available_extensions where name = 'pg_stat_statements') then create extension if not exists pg_stat_statements; end if;
    end $$`)

/** The port of the last start: workers that still run know the API by it. */
async function portBefore(envFile: string): Promise<number> {
  const text = await readFile(envFile, 'utf8').catch(() => '')
  return Number(/^DEMO_API_URL=.*:(\d+)$/m.exec(text)?.[1] ?? 0)
}

/** Written aside and renamed, so that nobody reads half of it; for the owner alone, since it holds a password. */
async function writeEnvFile(file: string, values: Readonly<Record<string, string>>): Promise<void> {
  const text = Object.entries(values).map(([name, value]) => `${name}=${value}\n`)
  await writeFile(`${file}.new`, text.join(''), { mode: 0o600 })
  await rename(`${file}.new`, file)
}

/** Started by hand from a program, without a channel: the end of its standard input is the end of the parent. A terminal or /dev/null says nothing. */
function endWithInput(): void {
  const input = fstatSync(0)
  if (input.isFIFO() || input.isSocket()) process.stdin.on('end', () => process.emit('SIGTERM')).resume()
}
