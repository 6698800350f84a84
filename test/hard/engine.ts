import { proofOver } from '../../src/app/proof.ts'
import type { Logger } from '../../src/base/logger.ts'
import type { AnyProcedure } from '../../src/procedures/contract.ts'
import type { Engine } from '../../src/run/engine.ts'
import type { Queue } from '../../src/run/queue.ts'
import type { Store } from '../../src/store/db.ts'
import postgres from '../../src/targets/postgres/index.ts'

/** The product's engine with one procedure, over one target. */
export const engineOver = (parts: {
  readonly store: Store
  readonly queue: Queue
  readonly procedure: AnyProcedure
  readonly targetUrl: string
  readonly log: Logger
}): Engine => ({
  store: parts.store,
  queue: parts.queue,
  procedures: new Map([[parts.procedure.name, parts.procedure]]),
  connectors: new Map([['postgres', postgres]]),
  proofOf: proofOver(parts.store),
  env: { TARGET_URL: parts.targetUrl },
  log: parts.log,
})
