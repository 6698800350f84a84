import { join } from 'node:path'
import { defaultExports } from '../../src/base/modules.ts'
import type { Scenario } from './scenario.ts'

/** Every scenario, by the name of its procedure. */
export async function loadScenarios(): Promise<ReadonlyMap<string, readonly Scenario[]>> {
  const found = await defaultExports(join(import.meta.dirname, 'scenarios'), '.ts')
  return new Map(found.map(({ name, value }) => [name, value as readonly Scenario[]]))
}
