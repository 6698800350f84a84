import { writeSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { loadProcedures } from '../../src/procedures/index.ts'
import { carryOut, tellRecords } from './drive.ts'
import type { Job } from './drive.ts'

/**
 * Carries out one job in a process of its own, and kills itself with SIGKILL at the boundary of the given name, so that nothing of it is cleaned
 * up. Reads { job, dieAt } from standard input; writes a line of JSON for each boundary and each record, synchronously.
 */
const { job, dieAt } = JSON.parse(await text(process.stdin)) as { job: Job; dieAt: string | null }
const tell = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`)

const procedure = (await loadProcedures()).get(job.procedure)
if (!procedure) throw new Error(`there is no procedure ${job.procedure}`)
tellRecords((record) => tell({ record }))
await carryOut(procedure, job, (name) => {
  tell({ name })
  if (name === dieAt) process.kill(process.pid, 'SIGKILL')
})
