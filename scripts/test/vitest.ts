import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command, tool } from './command.ts'
import type { Count } from './run-stages.ts'

type Report = {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

/** Runs vitest and counts its tests. A test that was skipped or is still to be written hasn't passed: it counts as failed. */
export async function vitest(...more: readonly string[]): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'upkeep-vitest-'))
  const file = join(folder, 'report.json')
  try {
    const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...more]
    const problem = await problemOf(command(tool('vitest'), args, 23))
    const report = readReport(file)
    if (report === null) throw problem ?? new Error('vitest wrote no report')
    const count = countTests(report)
    if (count.failed === 0 && problem !== null) throw problem
    return count
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function problemOf(work: Promise<void>): Promise<Error | null> {
  try {
    await work
    return null
  } catch (error) {
    return error as Error
  }
}

export function countTests(report: Report): Count {
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map((test) => `${file.name}: ${test.fullName}`),
  )
  for (const name of skipped) console.log(`skipped, which counts as failed: ${name}`)
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  )
  const failed = report.numFailedTests + skipped.length + broken.length
  if (report.numPassedTests + failed === 0) throw new Error('vitest ran no test')
  return { passed: report.numPassedTests, failed }
}

function readReport(file: string): Report | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return null
  }
}
