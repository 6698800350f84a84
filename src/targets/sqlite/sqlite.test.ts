import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../../base/logger.ts'
import connector, { isBusy, isDamaged, SqliteError, TookTooLong } from './index.ts'
import type { SqliteTarget } from './index.ts'

let folder: string
const closers: (() => unknown)[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upkeep-sqlite-'))
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  await rm(folder, { recursive: true, force: true })
})

async function open(
  path: string,
  options: { mode?: 'inspect' | 'apply'; signal?: AbortSignal; busy?: string } = {},
): Promise<SqliteTarget> {
  const target = await connector.open(connector.config.parse({ path, 'busy-timeout': options.busy ?? '100ms' }), {
    mode: options.mode ?? 'inspect',
    run: { id: 'test', fence: 1 },
    signal: options.signal ?? new AbortController().signal,
    log: createLogger({ level: 'silent' }),
  })
  closers.push(() => target.close())
  return target
}

function make(
  path: string,
  statements = 'create table t (id integer primary key, note text); insert into t values (1, null)',
): DatabaseSync {
  const database = new DatabaseSync(path)
  database.exec(statements)
  closers.push(() => database.isOpen && database.close())
  return database
}

/** A statement that takes some ten seconds. */
const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000000) select max(i) as value from n'

describe('a file that is not a SQLite database', () => {
  it.each<[string, (path: string) => Promise<unknown>, string | RegExp]>([
    ['is not there', async () => {}, 'there is no such file'],
    ['is a folder', (path) => mkdir(path), 'expected a SQLite database file, found a folder'],
    ['is empty', (path) => writeFile(path, ''), 'the file is empty'],
    [
      'is something else',
      (path) => writeFile(path, 'name,price\nBTC,1\n'),
      'expected a SQLite database, but the file does not begin as one does',
    ],
    [
      'is shorter than a header',
      (path) => writeFile(path, 'SQLite'),
      'expected a SQLite database, but the file does not begin as one does',
    ],
    [
      'is encrypted',
      (path) => writeFile(path, Buffer.alloc(4096, 0xc3)),
      'expected a SQLite database, but the file does not begin as one does',
    ],
    ['is a link that leads nowhere', (path) => symlink(`${path}-gone`, path), 'there is no such file'],
  ])('is refused with a reason when it %s', async (_what, prepare, message) => {
    const path = join(folder, 'app.db')
    await prepare(path)
    await expect(open(path)).rejects.toMatchObject({ name: 'UserError', message: `${path}: ${message}` })
    expect(await readdir(folder)).not.toContain('app.db-wal')
  })

  it('is refused when it is a device', async () => {
    await expect(open('/dev/null')).rejects.toThrow('/dev/null: expected a SQLite database file, found a device, socket or pipe')
  })

  it('is refused when its path does not begin at the root, even where an environment variable brought it in', async () => {
    expect(connector.config.safeParse({ path: 'app.db' }).success).toBe(false)
    expect(connector.config.safeParse({ path: '${APP_DB}' }).success).toBe(true)
    await expect(open('${APP_DB}')).rejects.toThrow('expected a path from the root')
  })

  it.runIf(process.getuid?.() === 0)('is refused when the account of the worker may not read it', async () => {
    const path = join(folder, 'app.db')
    make(path).close()
    await chmod(folder, 0o755)
    await chmod(path, 0o600)
    const script = `import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))})
      .then(({ default: connector }) => connector.open({ path: ${JSON.stringify(path)} }, { mode: 'inspect', signal: new AbortController().signal }))
      .catch((error) => console.log(error.name + ': ' + error.message))`
    const nobody = spawnSync('setpriv', ['--reuid', '65534', '--regid', '65534', '--clear-groups', process.execPath, '-e', script], {
      encoding: 'utf8',
    })
    expect(nobody.stdout.trim()).toBe(`UserError: ${path}: permission denied`)
  })
})

describe('a connection', () => {
  it('follows a link to the file itself, and answers with rows', async () => {
    make(join(folder, 'real.db')).close()
    await symlink(join(folder, 'real.db'), join(folder, 'link.db'))
    const target = await open(join(folder, 'link.db'))
    expect(target.path).toBe(join(folder, 'real.db'))
    expect(await target.query('select id, note from t')).toEqual([{ id: 1, note: null }])
    await target.ping()
  })

  it('can change nothing while inspecting, and can while applying', async () => {
    const path = join(folder, 'app.db')
    make(path).close()
    const inspecting = await open(path)
    for (const statement of ['delete from t', 'vacuum', 'analyze', 'create table u (x)', 'pragma user_version = 7'])
      await expect(inspecting.query(statement), statement).rejects.toThrow(/readonly/)
    const applying = await open(path, { mode: 'apply' })
    await applying.query('delete from t')
    expect(await inspecting.query('select count(*) as rows from t')).toEqual([{ rows: 0 }])
  })

  it('says that a database is busy, as something that passes', async () => {
    const path = join(folder, 'app.db')
    make(path).exec('begin exclusive')
    const error: unknown = await (await open(path)).query('select * from t').catch((thrown: unknown) => thrown)
    expect(isBusy(error)).toBe(true)
    expect(error).toMatchObject({ transient: true, message: `${path}: database is locked` })
  })

  it('says that a database is damaged, as something that stays', async () => {
    const path = join(folder, 'app.db')
    await writeFile(path, Buffer.concat([Buffer.from('SQLite format 3\0', 'latin1'), Buffer.alloc(4080, 0x5a)]))
    const error: unknown = await (await open(path)).ping().catch((thrown: unknown) => thrown)
    expect(isDamaged(error)).toBe(true)
    expect(error).toMatchObject({ transient: false })
  })

  it('hands on a mistake in a statement with the words of SQLite', async () => {
    make(join(folder, 'app.db')).close()
    const asked = (await open(join(folder, 'app.db'))).query('select * from nowhere')
    await expect(asked).rejects.toThrow(SqliteError)
    await expect(asked).rejects.toThrow('no such table: nowhere')
  })
})

describe('a long statement', () => {
  it('blocks no timer of ours', async () => {
    make(join(folder, 'app.db')).close()
    const target = await open(join(folder, 'app.db'))
    let ticks = 0
    const ticking = setInterval(() => (ticks += 1), 10)
    await expect(target.query(endless, { timeoutMs: 1_000 })).rejects.toThrow(TookTooLong)
    clearInterval(ticking)
    // Blocked, it is one or two; on a busy machine fewer than a hundred.
    expect(ticks).toBeGreaterThan(5)
  })

  it('is given up after its time, and the next one is answered', async () => {
    make(join(folder, 'app.db')).close()
    const target = await open(join(folder, 'app.db'))
    await expect(target.query(endless, { timeoutMs: 200 })).rejects.toThrow('ended after 200 ms')
    expect(await target.query('select id from t')).toEqual([{ id: 1 }])
  })

  it('ends at once when the run is called off', async () => {
    make(join(folder, 'app.db')).close()
    const run = new AbortController()
    const target = await open(join(folder, 'app.db'), { signal: run.signal })
    await target.ping()
    const asked = target.query(endless)
    setTimeout(() => run.abort(new Error('called off')), 100)
    const started = performance.now()
    await expect(asked).rejects.toThrow('called off')
    expect(performance.now() - started).toBeLessThan(30_000)
    await expect(target.query('select 1')).rejects.toThrow('called off')
  })

  it('ends with the process that asked for it, even by kill -9', async () => {
    const path = join(folder, 'app.db')
    make(path).close()
    const script = `
      const { default: connector } = await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))})
      const target = await connector.open({ path: ${JSON.stringify(path)}, 'busy-timeout': 0 }, { mode: 'apply', signal: new AbortController().signal })
      await target.query('begin exclusive')
      target.query(${JSON.stringify(endless)})
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100)`
    spawnSync(process.execPath, ['--input-type=module', '-e', script])
    const own = new DatabaseSync(path)
    closers.push(() => own.close())
    // Its lock goes with it.
    await expect.poll(() => lockedBy(own)).toBe('nobody')
  })
})

function lockedBy(database: DatabaseSync): string {
  try {
    database.exec('begin exclusive; rollback')
    return 'nobody'
  } catch (error) {
    return (error as Error).message
  }
}
