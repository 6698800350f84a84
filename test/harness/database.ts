import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { quoteIdentifier } from '../../src/base/sql.ts'
import { urlOf, withClient } from './admin.ts'
import { ensureTemplate } from './template.ts'
import type { TemplateName } from './template.ts'

export type TestDatabase = AsyncDisposable & {
  readonly url: string
  readonly name: string
  /** Ends every session that is left in it and drops it. */
  close(): Promise<void>
}

export type TestDatabaseOptions = {
  /** `store`: Upkeep's own tables are there. Empty when left out. */
  readonly template?: TemplateName
  /** The cluster to make it in: a testCluster's url(). Defaults to the one that the run shares. */
  readonly clusterUrl?: string
}

/**
 * A database of its own, made in some 50 ms. Close it in afterAll, or hold it with `await using`.
 * What belongs to the whole server (roles, ALTER SYSTEM, other sessions) is shared with other tests: for those there is testCluster().
 */
export async function testDatabase({ template, clusterUrl = inject('clusterUrl') }: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`
  await withClient(clusterUrl, async (client) => {
    const source = template === undefined ? 'template0' : await ensureTemplate(client, clusterUrl, template)
    await client.query(`create database ${quoteIdentifier(name)} template ${quoteIdentifier(source)}`)
  })
  const close = async () => {
    await withClient(clusterUrl, async (client) => client.query(`drop database if exists ${quoteIdentifier(name)} with (force)`))
  }
  return { url: urlOf(clusterUrl, name), name, close, [Symbol.asyncDispose]: close }
}
