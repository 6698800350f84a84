import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { ownPort, startUpkeep, temporaryFolder, testDatabase } from '../harness/index.ts'
import { guide } from './guide.ts'

export type Role = 'viewer' | 'operator' | 'admin'

/** A whole Upkeep of a test's own, started as a person starts it: `up` with its server and its worker, a state database and a database to care for. */
export type Site = {
  readonly url: string
  /** Its UPKEEP_HOME. */
  readonly home: string
  /** A token for each role. */
  readonly tokens: { readonly [role in Role]: string }
  /** Asks the API, as an admin. */
  ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T>
  /** Lets the programs of `slow` end: those that run, and those that come. */
  openGate(): Promise<void>
  /** What the service under care answers from now on: quickly, or over its limit. */
  slowService(slow: boolean): void
  /** Runs SQL in the database under care. */
  sql(text: string): Promise<void>
  close(): Promise<void>
}

/** For beforeAll; takes some four seconds. */
export async function openSite(): Promise<Site> {
  if (!existsSync('web/dist/index.html')) throw new Error('web/dist is not there\nHINT: npm run web')
  const [state, target, folder] = await Promise.all([testDatabase(), testDatabase(), temporaryFolder()])
  // Its own for good: a server that is killed comes back at the same place.
  const port = await ownPort()
  const service = await startService()
  await runSql(target.url, tables)
  const stack = join(folder.path, 'site.yaml')
  await writeFile(stack, guide(folder.path, service.url))
  const upkeep = startUpkeep(['up', stack], {
    env: { UPKEEP_HOME: folder.path, UPKEEP_PORT: String(port), UPKEEP_DATABASE_URL: state.url, SITE_DATABASE_URL: target.url },
  })
  const [, url, token] = await upkeep.waitFor(/Upkeep is up: (http:\S+?)\/#token=(\S+)/, 60_000)

  const ask = async <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> => {
    const answer = await fetch(url! + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const tokenFor = async (role: Role): Promise<string> =>
    (await ask<{ secret: string }>('POST', '/api/tokens', { name: `the-${role}`, role })).secret

  return {
    url: url!,
    home: folder.path,
    tokens: { admin: token!, operator: await tokenFor('operator'), viewer: await tokenFor('viewer') },
    ask,
    openGate: () => writeFile(join(folder.path, 'gate'), ''),
    slowService: service.slow,
    sql: (text) => runSql(target.url, text),
    close: async () => {
      upkeep.kill('SIGTERM')
      await upkeep.ended
      service.close()
      await Promise.all([state.close(), target.close(), folder.close()])
    },
  }
}

/** A table that is due for VACUUM, and nobody but Upkeep to do it. */
const tables = `
  create table rates (id int primary key, rate numeric not null) with (autovacuum_enabled = false);
  insert into rates select n, n / 1e6 from generate_series(1, 20000) n;
  analyze rates;
  delete from rates where id > 8000;`

async function runSql(url: string, text: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(text)
    await client.query('select pg_stat_clear_snapshot()')
  } finally {
    await client.end()
  }
}

async function startService(): Promise<{ url: string; slow: (slow: boolean) => void; close: () => void }> {
  let delayMs = 0
  const server = createServer((_request, response) => void setTimeout(() => response.end('{"status":"ok"}'), delayMs))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    slow: (slow) => void (delayMs = slow ? 2_500 : 0),
    close: () => void server.close(),
  }
}
