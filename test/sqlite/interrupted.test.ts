import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../../src/base/logger.ts'
import vacuum from '../../src/procedures/sqlite/vacuum.ts'
import check from '../../src/procedures/sqlite/check.ts'
import sqlite from '../../src/targets/sqlite/index.ts'
import { cpuMsOf } from '../harness/cpu-time.ts'
import { look } from '../conformance/drive.ts'
import type { Job } from '../conformance/drive.ts'
import { snapshotFiles, valueIn, withSqlite } from '../conformance/sqlite-world.ts'
import { vacuumInProcess, vacuumJob } from './vacuum.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upkeep-sqlite-'))
  path = join(folder, 'bot.db')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const params = { 'free-bytes': '1 MB', 'lock-tries': 20 }

/** `rows` of some 300 bytes, half of them deleted. */
const make = (rows: number, pragmas = ''): void =>
  withSqlite(path, (database) =>
    database.exec(`pragma synchronous = off; ${pragmas}; create table trades (id integer primary key, note text); create index idx_trades_note on trades (note);
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows}) insert into trades select i, hex(randomblob(60)) from n;
      delete from trades where id > ${rows / 2}`),
  )

function expectWhole(rows: number): void {
  expect(valueIn(path, "select count(*) || ' ' || sum(id) from trades")).toBe(`${rows / 2} ${((rows / 2) * (rows / 2 + 1)) / 2}`)
  expect(valueIn(path, 'pragma integrity_check')).toBe('ok')
}

describe('a program that died in the middle of a transaction', () => {
  /** Writes more than fits into its cache, so that half-written pages are in the file, and kills itself. */
  async function dieWriting(): Promise<void> {
    const script = `const { DatabaseSync } = require('node:sqlite')
      const database = new DatabaseSync(${JSON.stringify(path)})
      database.exec("pragma cache_size = 10; begin immediate; update trades set note = 'half'; delete from trades where id % 2 = 0")
      process.kill(process.pid, 'SIGKILL')`
    const [, signal] = (await once(spawn(process.execPath, ['-e', script]), 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
    expect(existsSync(`${path}-journal`)).toBe(true)
  }

  it('is noticed by a look, which leaves everything as it is', async () => {
    make(10_000)
    await dieWriting()
    const before = await snapshotFiles(path)
    const { assessment } = await look(check, { ...vacuumJob(path, {}), procedure: check.name })
    expect(assessment.findings.map(({ fingerprint }) => fingerprint)).toEqual(['unfinished'])
    expect(assessment.notLookedAt?.map(({ what }) => what)).toEqual(['integrity', 'foreign keys'])
    expect(await snapshotFiles(path)).toEqual(before)
  })

  it('is rolled back first, and the same run shrinks the file: free pages are known beforehand', async () => {
    make(40_000)
    const freeBefore = valueIn(path, 'pragma freelist_count')
    await dieWriting()
    const { observation } = await look(vacuum, vacuumJob(path, params))
    expect(observation).toMatchObject({ storage: { unfinished: true, freePages: freeBefore, autoVacuum: 'none', pageSize: 4096 } })
    const records = await vacuumInProcess(path, params)
    expect(records.map(({ key }) => key)).toEqual(['recover', 'vacuum', 'analyze'])
    expectWhole(40_000)
    expect(valueIn(path, 'pragma freelist_count')).toBe(0)
  })
})

describe('a VACUUM', () => {
  const rows = 200_000

  it('blocks no timer of the process that asked for it', async () => {
    make(rows)
    // Time of the processor between two ticks: on the clock, a busy machine makes it long too.
    let longestMs = 0
    let last = process.cpuUsage()
    const ticking = setInterval(() => {
      const { user, system } = process.cpuUsage(last)
      longestMs = Math.max(longestMs, (user + system) / 1_000)
      last = process.cpuUsage()
    }, 5)
    await vacuumInProcess(path, params)
    clearInterval(ticking)
    expectWhole(rows)
    const blockingMs = cpuMsOf(() => withSqlite(path, (database) => database.exec('vacuum')))
    expect(longestMs).toBeLessThan(blockingMs / 2)
  })

  it('ends at once when the run is called off, and nothing of it stays', async () => {
    make(rows)
    const size = valueIn(path, 'pragma page_count')
    const run = new AbortController()
    const target = await sqlite.open(sqlite.config.parse({ path }), {
      mode: 'apply',
      run: { id: 'x', fence: 1 },
      signal: run.signal,
      log: createLogger({ level: 'silent' }),
    })
    await target.ping()
    setTimeout(() => run.abort(new Error('called off')), 30)
    await expect(target.query('VACUUM')).rejects.toThrow('called off')
    await target.close()
    // It has not been waited for: a VACUUM that came to its end makes the file smaller.
    expect(valueIn(path, 'pragma page_count')).toBe(size)
    expectWhole(rows)
  })
})

describe.each([
  ['with a rollback journal', ''],
  ['in WAL mode', 'pragma journal_mode = wal'],
  ['bit by bit', 'pragma auto_vacuum = incremental; pragma journal_mode = wal'],
])('a worker that is killed while it shrinks a file, %s', (mode, pragmas) => {
  it('leaves nothing that the next one does not finish: no row lost, no page left, at any moment', { timeout: 300_000 }, async () => {
    const rows = 60_000
    make(rows, pragmas)
    await copyFile(path, `${path}.made`)
    let cutShort = 0
    for (const [trial, afterMs] of [0, 20, 40, 60, 90, 120, 160, 200].entries()) {
      const limits = { ...params, 'free-share': 0, 'free-bytes': '0 B', 'batch-pages': 200 }
      // Where it was over before the kill, it is aimed anew: earlier.
      for (const ms of [afterMs, afterMs / 2, 0]) {
        await Promise.all(['-wal', '-shm', '-journal'].map((suffix) => rm(`${path}${suffix}`, { force: true })))
        await copyFile(`${path}.made`, path)
        if (!(await killedAfter(ms, vacuumJob(path, limits)))) continue
        cutShort += 1
        break
      }
      await vacuumInProcess(path, limits)
      const what = `trial ${trial} of ${mode}`
      expect(
        (await look(vacuum, vacuumJob(path, limits))).assessment.steps.map(({ key }) => key),
        what,
      ).toEqual([])
      expectWhole(rows)
    }
    expect(cutShort).toBeGreaterThan(2)
  })
})

/** Lets a worker begin to shrink, and kills it after so long. False: it was done before. */
async function killedAfter(ms: number, job: Job): Promise<boolean> {
  const worker = spawn(process.execPath, [join(import.meta.dirname, '..', 'conformance', 'worker.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = once(worker, 'exit')
  const begun = Promise.withResolvers<void>()
  worker.stdout.setEncoding('utf8').on('data', (told: string) => /"before (incremental-)?vacuum"/.test(told) && begun.resolve())
  worker.stdin.end(JSON.stringify({ job, dieAt: null }))
  await Promise.race([begun.promise, gone])
  await sleep(ms)
  worker.kill('SIGKILL')
  const [, signal] = (await gone) as [number | null, NodeJS.Signals | null]
  return signal === 'SIGKILL'
}
