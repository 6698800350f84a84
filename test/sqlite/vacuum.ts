import { newId } from '../../src/base/id.ts'
import type { JsonObject } from '../../src/base/json.ts'
import type { StepRecord } from '../../src/procedures/contract.ts'
import vacuum from '../../src/procedures/sqlite/vacuum.ts'
import { carryOut } from '../conformance/drive.ts'
import type { Job } from '../conformance/drive.ts'

export const vacuumJob = (path: string, params: JsonObject): Job => ({
  procedure: vacuum.name,
  config: { path },
  params,
  run: { id: newId(), fence: 1 },
  due: new Date().toISOString(),
  records: [],
  previous: null,
})

/** Looks, and applies what is planned; returns the records of the steps. */
export const vacuumInProcess = (path: string, params: JsonObject): Promise<readonly StepRecord[]> =>
  carryOut(vacuum, vacuumJob(path, params))
