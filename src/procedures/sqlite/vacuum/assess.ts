import { formatSize } from '../../../base/size.ts'
import type { Assessment, Finding, Step } from '../../contract.ts'
import { describeFree, freePercent, hasMuchFree, walLimit } from '../storage.ts'
import type { Storage } from '../storage.ts'
import { staleTables } from './stale.ts'
import type { VacuumObservation } from './inspect.ts'
import type { VacuumParams } from './params.ts'
import { analyzeStep, checkpointStep, incrementalStep, optimizeStep, recoverStep, vacuumStep } from './steps.ts'

export function assessVacuum({ storage, tables, analyzed }: VacuumObservation, params: VacuumParams): Assessment {
  const due = hasMuchFree(storage, params)
  const fits = storage.freeBytes >= roomForVacuum(storage)
  const shrink = !due ? null : storage.autoVacuum === 'incremental' ? incrementalStep(storage, params) : fits ? vacuumStep(storage) : null
  const stale = analyzed ? [] : staleTables(tables ?? [])
  const walTooLarge = storage.walBytes > walLimit(storage, params['wal-limit'])
  const before = storage.unfinished ? [recoverStep] : []
  const analyze = storage.unfinished && params.analyze && !analyzed ? optimizeStep : stale.length > 0 ? analyzeStep(stale) : null
  const work = [shrink, analyze].filter((step) => step !== null)
  // In WAL mode the file itself shrinks only at a checkpoint.
  const checkpoint = walTooLarge || (shrink !== null && storage.journal === 'wal') ? [checkpointStep(storage, shrink)] : []
  return {
    steps: [...before, ...work.map((step) => waitingFor(step, before)), ...checkpoint],
    findings: due && shrink === null ? [noRoom(storage)] : [],
    facts: [
      { label: 'database file', value: storage.databaseBytes, unit: 'bytes' },
      { label: 'free pages', value: freePercent(storage), unit: 'percent' },
      { label: 'write-ahead log', value: storage.walBytes, unit: 'bytes' },
      { label: 'journal', value: storage.journal ?? 'to be rolled back' },
      { label: 'free on its disk', value: storage.freeBytes, unit: 'bytes' },
    ],
  }
}

const waitingFor = (step: Step, before: readonly Step[]): Step =>
  before.length === 0 ? step : { ...step, after: before.map(({ key }) => key) }

/** Twice the database: VACUUM builds a copy, and then writes it back through the journal (https://sqlite.org/lang_vacuum.html). In bytes. */
export const roomForVacuum = ({ pages, pageSize }: Pick<Storage, 'pages' | 'pageSize'>): number => 2 * pages * pageSize

const noRoom = (storage: Storage): Finding => ({
  fingerprint: 'no-room',
  severity: 'warning',
  title: 'the database is worth shrinking, but its disk has no room for the copy',
  detail: `${describeFree(storage)}; VACUUM needs up to ${formatSize(roomForVacuum(storage))} while it runs, and ${formatSize(storage.freeBytes)} are free.`,
  hint: 'free space on its disk. New rows go into the free pages first, so it does not grow meanwhile.',
})
