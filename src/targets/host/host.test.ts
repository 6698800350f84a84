import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { totalmem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from '../../base/logger.ts'
import type { HostTarget } from './index.ts'
import connector, { usedPercent } from './index.ts'
import { parseMeminfo } from './memory.ts'

let scratch: string
let host: HostTarget
const stop = new AbortController()

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'upkeep-host-'))
  host = await connector.open(connector.config.parse({ mounts: ['/', scratch] }), {
    mode: 'inspect',
    run: { id: 'test', fence: 1 },
    signal: stop.signal,
    log: createLogger({ level: 'silent' }),
  })
})
afterAll(() => rm(scratch, { recursive: true }))

/** The value of a reading; a failed expectation shows why it wasn't read. */
const valueOf = <Value>(reading: { value: Value } | { unread: string }): Value => {
  expect(reading).toHaveProperty('value')
  return (reading as { value: Value }).value
}

describe('a host', () => {
  it('tells its load and processors', async () => {
    const load = valueOf(await host.load())
    expect(load.cores).toBeGreaterThan(0)
    expect(load.five).toBeGreaterThanOrEqual(0)
  })

  it.runIf(process.platform === 'linux')('tells the memory that programs can still get', async () => {
    const memory = valueOf(await host.memory())
    expect(Math.abs(memory.totalBytes - totalmem())).toBeLessThan(1024)
    expect(memory.availableBytes).toBeGreaterThan(0)
    expect(memory.availableBytes).toBeLessThan(memory.totalBytes)
  })

  it('counts used space as df does', async () => {
    const filesystem = valueOf(await host.filesystem('/'))
    const df = execFileSync('df', ['-P', '/'], { encoding: 'utf8' })
    const shown = Number(/(\d+)%/.exec(df)?.[1])
    expect(Math.abs(Math.ceil(usedPercent(filesystem)) - shown)).toBeLessThanOrEqual(1)
    expect(filesystem.sizeBytes).toBeGreaterThan(filesystem.availableBytes)
  })

  it('says why a path could not be read', async () => {
    expect(await host.filesystem(join(scratch, 'none'))).toMatchObject({ code: 'ENOENT', unread: expect.stringContaining('no such file') })
    expect(await host.folder(join(scratch, 'none'))).toMatchObject({ code: 'ENOENT' })
  })
})

describe('the size of a folder', () => {
  it('counts what the files take on disk, as du does: links once or not at all', async () => {
    const folder = join(scratch, 'logs')
    await mkdir(join(folder, 'deep', 'deeper'), { recursive: true })
    await writeFile(join(folder, 'a.log'), Buffer.alloc(100_000))
    await writeFile(join(folder, 'deep', 'deeper', 'b.log'), Buffer.alloc(50_000))
    await link(join(folder, 'a.log'), join(folder, 'deep', 'again.log'))
    await symlink('/', join(folder, 'everything'))
    const { bytes, files } = valueOf(await host.folder(folder))
    expect(files).toBe(3)
    expect(bytes).toBeGreaterThanOrEqual(150_000)
    expect(bytes).toBeLessThan(170_000)
  })

  it('stops when the run is stopped', async () => {
    const reason = new Error('cancelled')
    stop.abort(reason)
    await expect(host.folder(scratch)).rejects.toBe(reason)
  })
})

describe('/proc/meminfo', () => {
  it('is read in bytes', () => {
    expect(
      parseMeminfo('MemTotal:       24684084 kB\nMemFree: 1 kB\nMemAvailable:   24043224 kB\nSwapTotal:  8 kB\nSwapFree:   4 kB\n'),
    ).toEqual({
      totalBytes: 24_684_084 * 1024,
      availableBytes: 24_043_224 * 1024,
      swapTotalBytes: 8192,
      swapFreeBytes: 4096,
    })
  })

  it('is not guessed at when a line is missing', () => {
    expect(() => parseMeminfo('MemTotal:  1 kB\nMemFree:  1 kB\n')).toThrow('/proc/meminfo has no line MemAvailable')
  })
})

it('refuses a path that depends on where the worker was started', () => {
  expect(connector.config.safeParse({ mounts: ['data'] }).error?.issues[0]?.message).toBe(
    'expected a path from the root, such as /var/lib, found "data"',
  )
  expect(connector.config.parse({ folders: { logs: '${LOGS}' } })).toEqual({ mounts: ['/'], folders: { logs: '${LOGS}' } })
})
