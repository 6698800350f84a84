import { flushCompileCache } from 'node:module'
import { createLogger } from '../../src/base/logger.ts'
import type { AnyProcedure } from '../../src/procedures/contract.ts'
import { openQueue } from '../../src/run/queue.ts'
import { startWorker } from '../../src/run/worker.ts'
import { openStore } from '../../src/store/db.ts'
import { engineOver } from './engine.ts'

/** A worker that is to be killed. It loads and connects ahead, says `warm`, and takes up work when a line comes in. */
const given = JSON.parse(process.argv[2]!) as { storeUrl: string; targetUrl: string; procedure: string; host: string }
const { default: procedure } = (await import(`../../src/procedures/${given.procedure.replace('.', '/')}.ts`)) as { default: AnyProcedure }
const log = createLogger({ level: process.env['UPKEEP_TEST_LOG'] ?? 'silent' })
const store = openStore(given.storeUrl)
const queue = await openQueue({ url: given.storeUrl, log })
const engine = engineOver({ store, queue, procedure, targetUrl: given.targetUrl, log })
// Else only an end that nobody hastens would leave to the next one what this one has compiled.
flushCompileCache()
process.stdout.write('warm\n')
await new Promise((resolve) => process.stdin.once('data', resolve))
await startWorker(engine, { host: given.host, concurrency: 1 })
