import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { command, tool } from './command.ts'
import type { Count } from './run-stages.ts'

type AssertionResult = { readonly fullName: string; readonly status: string; readonly failureMessages?: readonly string[] | null }

type Report = {
  readonly success: boolean
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly AssertionResult[]
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
  const failures = report.testResults.flatMap((file) => {
    const name = relative(process.cwd(), file.name)
    const failed = file.assertionResults
      .filter(({ status }) => status !== 'passed')
      .map((one) => `${name}: ${one.fullName}: ${one.status === 'failed' ? why(one) : 'skipped, which counts as failed'}`)
    const broken = file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed')
    return broken ? [...failed, `${name}: ${firstLine(file.message)}`] : failed
  })
  if (report.numPassedTests + failures.length === 0) throw new Error('vitest ran no test')
  return { passed: report.numPassedTests, failed: failures.length, failures }
}

/** What was wrong, and the first place in our own code that its stack names. */
function why({ failureMessages }: AssertionResult): string {
  const text = failureMessages?.[0] ?? ''
  const place = text.split('\n').find((line) => line.includes(process.cwd()) && !line.includes('node_modules'))
  return place === undefined ? firstLine(text) : `${firstLine(text)} (${place.trim().replaceAll(`${process.cwd()}/`, '')})`
}

const firstLine = (text = ''): string => (text.trim().split('\n', 1)[0] ?? '').slice(0, 400)

function readReport(file: string): Report | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return null
  }
}
