import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { StepRecord } from '../../src/procedures/contract.ts'
import type { Job } from './drive.ts'

export type Ending = {
  readonly killed: boolean
  /** The boundaries that it came to, in their order. */
  readonly boundaries: readonly string[]
  /** All records of the run: those of the job and those that it made before it ended. */
  readonly records: readonly StepRecord[]
}

/** Carries out a job in a child process. `dieAt`: it kills itself with SIGKILL at the boundary of that name. An error of the child is thrown. */
export async function carryOutInChild(job: Job, dieAt: string | null): Promise<Ending> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'worker.ts')], { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(JSON.stringify({ job, dieAt }))
  const [out, err, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
  ])
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`the child ended with ${code ?? signal}:\n${err}`)
  const lines = out
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as { name?: string; record?: StepRecord })
  const made = lines.flatMap(({ record }) => record ?? [])
  return {
    killed: signal === 'SIGKILL',
    boundaries: lines.flatMap(({ name }) => name ?? []),
    records: [...job.records.filter(({ key }) => !made.some((record) => record.key === key)), ...made],
  }
}
