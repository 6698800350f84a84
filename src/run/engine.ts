import type { Logger } from '../base/logger.ts'
import type { Step } from '../procedures/contract.ts'
import type { AnyProcedure } from '../procedures/contract.ts'
import type { Proof, Task } from '../stack/model.ts'
import type { Store } from '../store/db.ts'
import type { AnyConnector } from '../targets/connector.ts'
import type { ProofState } from './gate.ts'
import type { Queue } from './queue.ts'

/** Says whether a verified backup or archive holds what a destructive step takes away. Backups bring their own. */
export type ProofOf = (proof: Proof, stack: string, task: Task, step: Step) => Promise<ProofState>

/** What carrying out runs needs. One a process. */
export type Engine = {
  readonly store: Store
  readonly queue: Queue
  readonly procedures: ReadonlyMap<string, AnyProcedure>
  readonly connectors: ReadonlyMap<string, AnyConnector>
  readonly proofOf: ProofOf
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Logger
}

/** No backup and no archive is known: a destructive step that asks for one is refused. */
export const noProof: ProofOf = (proof) => Promise.resolve({ held: false, why: `no verified ${proof} is known that holds what it takes` })
