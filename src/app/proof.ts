import { archiveProof } from '../backup/archive/proof.ts'
import { noProof } from '../run/engine.ts'
import type { ProofOf } from '../run/engine.ts'
import type { Db } from '../store/db.ts'

/** What proves that a destructive step may take rows away: a verified archive of them. Backups are not known yet, so none is held. */
export const proofOver =
  (db: Db): ProofOf =>
  async (proof, stack, task, step) =>
    proof === 'archive' ? archiveProof(db, stack, task.target ?? '', step.takes ?? []) : noProof(proof, stack, task, step)
