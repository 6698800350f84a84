import { resolve } from 'node:path'
import { cacheCompiledCode } from '../src/base/compile-cache.ts'

/**
 * The platform that `upkeep up --demo` cares for: a PostgreSQL of its own in $UPKEEP_HOME/demo, an API, log files, and troubles that never end. It says
 * `{"ready":true}` to its parent (or on standard output) as soon as tables and API are there, and goes on writing its past in the background. Killed at any
 * moment and started again, it takes over its server, keeps its addresses and goes on where it stopped. Exit code 2 says that a new try is in vain.
 */
cacheCompiledCode()
const { describeError, UserError } = await import('../src/base/errors.ts')
const { runPlatform } = await import('./platform.ts')

try {
  await runPlatform(resolve(process.env['UPKEEP_HOME'] ?? '.upkeep'))
} catch (error) {
  process.stderr.write(`the demo could not be started: ${describeError(error)}\n`)
  process.exit(error instanceof UserError ? 2 : 1)
}
