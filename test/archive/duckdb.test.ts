import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startNode } from '../harness/index.ts'

const root = join(import.meta.dirname, '..', '..')

it('without DuckDB, archives say how to get it, in the version that belongs to this Upkeep', async () => {
  const hooks = `export const resolve = (name, context, next) => {
    if (name === '@duckdb/node-api') throw Object.assign(new Error('not here'), { code: 'ERR_MODULE_NOT_FOUND' })
    return next(name, context)
  }`
  const script = `
    import { register } from 'node:module'
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}))
    const { openDuck } = await import(${JSON.stringify(join(root, 'src/backup/archive/duckdb.ts'))})
    await openDuck(null).catch((error) => console.log(JSON.stringify({ name: error.name, message: error.message, hint: error.hint })))`
  const child = startNode(['--input-type=module', '-e', script])
  await child.ended
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>
  }
  expect(JSON.parse(child.stdout)).toEqual({
    name: 'UserError',
    message: 'archives need DuckDB, which is not installed',
    hint: `install it where Upkeep is: npm install @duckdb/node-api@${optionalDependencies['@duckdb/node-api']}`,
  })
})
