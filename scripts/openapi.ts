/**
 * Prints the OpenAPI document of the HTTP API. Needs no database: nothing is asked of the use cases.
 *   node scripts/openapi.ts > openapi.json
 */
import { readFile } from 'node:fs/promises'
import type { UseCases } from '../src/app/use-cases.ts'
import { createApi } from '../src/api/index.ts'
import { createLogger } from '../src/base/logger.ts'

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
const app = await createApi({ useCases: {} as UseCases, log: createLogger({ level: 'silent' }), webRoot: '/nowhere', version })
await app.ready()
process.stdout.write(`${JSON.stringify(app.swagger(), null, 2)}\n`)
await app.close()
