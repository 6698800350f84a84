import { createLogger } from '../../src/base/logger.ts'
import { openStore } from '../../src/store/db.ts'
import { noProof } from '../../src/run/engine.ts'
import { openQueue } from '../../src/run/queue.ts'
import { startWorker } from '../../src/run/worker.ts'
import { catalogue } from './world.ts'

/** A worker with the tests' procedures, in a process of its own: to be killed, frozen, and run beside others. */
const given = JSON.parse(process.argv[2]!) as { storeUrl: string; host?: string; concurrency?: number }
const log = createLogger({ level: process.env['UPKEEP_TEST_LOG'] ?? 'silent' })
const store = openStore(given.storeUrl)
const queue = await openQueue({ url: given.storeUrl, log })
const worker = await startWorker(
  { store, queue, ...catalogue, proofOf: noProof, env: process.env, log },
  { host: given.host ?? 'there', concurrency: given.concurrency ?? 8 },
)
process.on('SIGTERM', () => void worker.close().then(() => process.exit(0)))
process.stdout.write(`ready ${worker.id}\n`)
