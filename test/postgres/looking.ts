import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { newId } from '../../src/base/id.ts'
import type { Json, JsonObject } from '../../src/base/json.ts'
import type { AnyProcedure, Assessment } from '../../src/procedures/contract.ts'
import { look } from '../conformance/drive.ts'
import type { Job } from '../conformance/drive.ts'
import { testDatabase } from '../harness/index.ts'
import { endCounted } from '../harness/statistics.ts'

export type Seen<Observation> = {
  readonly observation: Observation
  readonly assessment: Assessment
  /** `warning slot-behind:replica`, in the order of the report. */
  readonly findings: readonly string[]
}

/** One look at a database, as the engine takes it: over a connection that can't write, judged from what has been through JSON. */
export async function lookAt<Observation = JsonObject>(
  procedure: AnyProcedure,
  url: string,
  options: { readonly params?: JsonObject; readonly previous?: unknown; readonly config?: JsonObject } = {},
): Promise<Seen<Observation>> {
  const { observation, assessment } = await look(procedure, {
    procedure: procedure.name,
    config: { url, ...options.config },
    params: options.params ?? {},
    run: { id: newId(), fence: 1 },
    due: new Date().toISOString(),
    records: [],
    previous: (options.previous ?? null) as Json,
  })
  const findings = assessment.findings.map(({ severity, fingerprint }) => `${severity} ${fingerprint}`)
  return { observation: observation as unknown as Observation, assessment, findings }
}

/** A session of that name, closed when the test ends. */
export async function sessionOf(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name })
  // A server that is stopped, or a database that is dropped, under it is no trouble of the test's.
  client.on('error', () => undefined)
  await client.connect()
  onTestFinished(async () => client.end().catch(() => undefined))
  return client
}

/** A run of a procedure that is due now, the first of its task. */
export const jobOf = (procedure: Pick<AnyProcedure, 'name'>, url: string, params: JsonObject): Job => ({
  procedure: procedure.name,
  config: { url },
  params,
  run: { id: newId(), fence: 1 },
  due: new Date().toISOString(),
  records: [],
  previous: null,
})

/** Makes databases on a cluster by these statements, each gone when its test has ended. */
export const databasesOn =
  (cluster: { url(): string }) =>
  async (...statements: readonly string[]): Promise<string> => {
    const database = await testDatabase({ clusterUrl: cluster.url() })
    onTestFinished(() => database.close())
    await run(database.url, ...statements)
    return database.url
  }

/** Runs the statements in a session of their own, whose counters the next one sees. */
export async function run(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'test' })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } catch (error) {
    await client.end()
    throw error
  }
  await endCounted(client)
}

/** Asks until the query's only value is true; fails after a minute. */
export async function until(client: pg.Client, query: string, values: readonly unknown[] = []): Promise<void> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const { rows } = await client.query<Record<string, unknown>>(query, [...values])
    if (rows[0] !== undefined && Object.values(rows[0])[0] === true) return
    if (performance.now() > deadline) throw new Error(`never true: ${query}`)
    await sleep(25)
  }
}

/** The same database as another role, whose password is its name. */
export function as(role: string, url: string): string {
  const parsed = new URL(url)
  parsed.username = encodeURIComponent(role)
  parsed.password = encodeURIComponent(role)
  return parsed.toString()
}

/** Runs the statements again and again, as fast as the server can, until what it returns is called; that throws what went wrong meanwhile. */
export function churn(url: string, ...statements: readonly string[]): () => Promise<void> {
  const stop = new AbortController()
  const ended = (async () => {
    const client = new pg.Client({ connectionString: url, application_name: 'churn' })
    client.on('error', () => undefined)
    await client.connect()
    while (!stop.signal.aborted) for (const statement of statements) await client.query(statement)
    await client.end()
  })()
  ended.catch(() => undefined)
  return async () => {
    stop.abort()
    await ended
  }
}
