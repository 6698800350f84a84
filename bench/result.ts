import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from './benchmark.ts'

/** One run of one benchmark, as it is kept in bench/results: what the docs quote. */
export type Result = {
  readonly name: string
  readonly title: string
  readonly how: string
  readonly at: string
  readonly commit: string
  readonly machine: string
  readonly figures: readonly Figure[]
}

const folder = join(import.meta.dirname, 'results')

export function keepResult(result: Result): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${result.name}.json`), `${JSON.stringify(result, null, 2)}\n`)
}

/** The newest result of each benchmark, by name. */
export const keptResults = (): readonly Result[] =>
  globSync(join(folder, '*.json'))
    .toSorted()
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as Result)
