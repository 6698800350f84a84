import { fstatSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { runAsChild } from '../src/base/child.ts'
import { describeError, UserError } from '../src/base/errors.ts'
import { createLogger } from '../src/base/logger.ts'
import { superviseCluster } from '../src/cluster/index.ts'
import { openStore } from '../src/store/db.ts'
import { startFundingApi } from './funding-api.ts'
import { startMoments } from './moments.ts'
import { prepareMarket } from './seed-funding.ts'
import { startTroubles } from './troubles.ts'

/**
 * The platform that `upkeep up --demo` cares for: a PostgreSQL of its own in $UPKEEP_HOME/demo, an API, log files, and troubles that never end. It says
 * `{"ready":true}` to its parent (or on standard output) as soon as tables and API are there, and goes on writing its past in the background. Killed at any
 * moment and started again, it takes over its server, keeps its addresses and goes on where it stopped. It ends on SIGTERM, on SIGINT, and with its parent.
 */
const log = createLogger({ level: process.env['UPKEEP_LOG'] ?? 'warn' })

async function startDemo(home: string): Promise<{ close(): Promise<void> }> {
  const envFile = join(home, 'demo.env')
  const logFolder = join(home, 'demo-logs')
  await mkdir(logFolder, { recursive: true })
  const cluster = await superviseCluster({ dataDir: join(home, 'demo'), databases: ['funding'], log, name: 'demo' })
  const db = openStore(cluster.url('funding'), { applicationName: 'funding-platform', maxConnections: 3, statementTimeoutMs: 60_000 })
  try {
    await prepareMarket(db)
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

try {
  const started = await startDemo(resolve(process.env['UPKEEP_HOME'] ?? '.upkeep'))
  const ready = { ready: true }
  runAsChild(ready, () => started.close(), log)
  if (process.send === undefined) {
    process.stdout.write(`${JSON.stringify(ready)}\n`)
    endWithInput()
  }
} catch (error) {
  process.stderr.write(`the demo could not be started: ${describeError(error)}\n`)
  process.exit(error instanceof UserError ? 2 : 1)
}
