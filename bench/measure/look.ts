import { readFileSync } from 'node:fs'
import { newId } from '../../src/base/id.ts'
import type { Json, JsonObject } from '../../src/base/json.ts'
import { createLogger } from '../../src/base/logger.ts'
import { loadProcedures } from '../../src/procedures/index.ts'
import type { InspectContext } from '../../src/procedures/contract.ts'
import type { PostgresTarget } from '../../src/targets/postgres/index.ts'

// A process of its own for each look, so that its memory can be told: `node look.ts PROCEDURE URL PARAMS`. Writes one line of JSON.

export type Looked = {
  /** From opening the target to the assessment. */
  readonly ms: number
  /** The most that this process has held at once. */
  readonly processBytes: number
  /** The most that its PostgreSQL backend has held for itself, without what all of them share. */
  readonly backendBytes: number
}

const log = createLogger({ level: 'warn' })
const signal = new AbortController().signal

if (process.argv[1] === import.meta.filename) {
  const [name, url, params] = process.argv.slice(2)
  process.stdout.write(`${JSON.stringify(await look(name!, url!, JSON.parse(params!) as JsonObject))}\n`)
}

async function look(name: string, url: string, with_: JsonObject): Promise<Looked> {
  const procedure = (await loadProcedures()).get(name)
  if (procedure?.target?.kind !== 'postgres') throw new Error(`${name} is no procedure for PostgreSQL`)
  const params: unknown = procedure.params.parse(with_)
  const started = performance.now()
  const target = (await procedure.target.open(procedure.target.config.parse({ url }), {
    mode: 'inspect',
    run: { id: newId(), fence: 1 },
    signal,
    log,
  })) as PostgresTarget
  const backend = watchMemory(target.pid)
  const ctx: InspectContext = {
    now: new Date(),
    due: new Date(),
    previous: null,
    record: () => null,
    facts: async () => [],
    signal,
    log,
  }
  const observation = (await procedure.inspect({ target, params, ctx })) as Json
  procedure.assess(JSON.parse(JSON.stringify(observation)) as Json, params)
  const ms = performance.now() - started
  const backendBytes = backend.most()
  await target.close()
  return { ms, processBytes: process.resourceUsage().maxRSS * 1024, backendBytes }
}

/** RssAnon has no high-water mark of its own: it is looked at every 20 ms. Linux only. */
function watchMemory(pid: number): { most(): number } {
  let most = 0
  const look = (): void => {
    const kib = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    most = Math.max(most, Number(kib) * 1024)
  }
  const timer = setInterval(look, 20)
  return {
    most: () => {
      clearInterval(timer)
      look()
      return most
    },
  }
}
