import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from '../../base/logger.ts'
import type { Filesystem } from '../../targets/host/index.ts'
import type { InspectContext } from '../contract.ts'
import type { ResourcesObservation } from './resources-model.ts'
import resources from './resources.ts'

const GiB = 2 ** 30
const disk = (usedPercent: number, given: Partial<Filesystem> = {}): Filesystem => ({
  sizeBytes: 105 * GiB,
  usedBytes: usedPercent * GiB,
  availableBytes: (100 - usedPercent) * GiB,
  inodes: { total: 1000, free: 900 },
  ...given,
})
const well: ResourcesObservation = {
  now: '2026-07-04T12:00:00.000Z',
  host: 'db1',
  load: { value: { one: 1, five: 1, fifteen: 1, cores: 2 } },
  memory: { value: { totalBytes: 8 * GiB, availableBytes: 4 * GiB, swapTotalBytes: 0, swapFreeBytes: 0 } },
  filesystems: [{ path: '/', reading: { value: disk(50) } }],
  folders: [{ name: 'logs', path: '/var/log/x', reading: { value: { bytes: 900, files: 3 } } }],
}
const assess = (seen: Partial<ResourcesObservation>, given: Record<string, unknown> = {}) =>
  resources.assess({ ...well, ...seen }, resources.params.parse(given))
const onDisk = (filesystem: Filesystem) => ({ filesystems: [{ path: '/', reading: { value: filesystem } }] })

describe('what is judged', () => {
  it.each<[string, Partial<ResourcesObservation>, Record<string, unknown>, string[]]>([
    ['a host that is well', {}, {}, []],
    ['a load of exactly two per processor', { load: { value: { one: 9, five: 4, fifteen: 1, cores: 2 } } }, {}, []],
    [
      'a load above two per processor over five minutes',
      { load: { value: { one: 0, five: 4.1, fifteen: 1, cores: 2 } } },
      {},
      ['warning load'],
    ],
    [
      'memory in use',
      { memory: { value: { totalBytes: 100, availableBytes: 9, swapTotalBytes: 0, swapFreeBytes: 0 } } },
      {},
      ['warning memory'],
    ],
    ['memory at its limit', { memory: { value: { totalBytes: 100, availableBytes: 10, swapTotalBytes: 0, swapFreeBytes: 0 } } }, {}, []],
    [
      'swap in use',
      { memory: { value: { totalBytes: 100, availableBytes: 50, swapTotalBytes: 100, swapFreeBytes: 19 } } },
      {},
      ['warning swap'],
    ],
    ['a disk at the limit', onDisk(disk(80)), {}, []],
    ['a disk over 80 %', onDisk(disk(81)), {}, ['warning mount:/:used']],
    ['a disk over 90 %', onDisk(disk(91)), {}, ['critical mount:/:used']],
    ['a disk over limits of its own', onDisk(disk(50)), { disk: { warning: 40, critical: 45 } }, ['critical mount:/:used']],
    ['too little free space in bytes', onDisk(disk(50)), { 'min-free': '51 GiB' }, ['critical mount:/:free']],
    ['enough free space in bytes', onDisk(disk(50)), { 'min-free': '50 GiB' }, []],
    ['few inodes', onDisk(disk(50, { inodes: { total: 100, free: 15 } })), {}, ['warning mount:/:inodes']],
    ['no inodes', onDisk(disk(50, { inodes: { total: 100, free: 0 } })), {}, ['critical mount:/:inodes']],
    ['a file system that makes inodes as it needs them', onDisk(disk(50, { inodes: null })), {}, []],
    ['a folder over its limit', {}, { folders: { logs: '800 B' } }, ['warning folder:logs:size']],
    ['a folder at its limit', {}, { folders: { logs: '900 B' } }, []],
    [
      'a disk that is not mounted',
      { filesystems: [{ path: '/data', reading: { unread: 'no such file', code: 'ENOENT' } }] },
      {},
      ['critical mount:/data:missing'],
    ],
  ])('%s', (_title, seen, params, expected) => {
    expect(assess(seen, params).findings.map(({ severity, fingerprint }) => `${severity} ${fingerprint}`)).toEqual(expected)
  })

  it('never takes what it could not read for fine', () => {
    const unread = { unread: 'permission denied', code: 'EACCES' }
    const { findings, notLookedAt } = assess({
      load: unread,
      memory: unread,
      filesystems: [{ path: '/', reading: unread }],
      folders: [{ name: 'logs', path: '/x', reading: unread }],
    })
    expect(findings).toEqual([])
    expect(notLookedAt?.map(({ fingerprints }) => fingerprints)).toEqual(['load', 'memory', 'swap', 'mount:/:', 'folder:logs:'])
  })

  it('keeps the finding of one mount apart from another whose path goes on from it', () => {
    const { findings, notLookedAt } = assess({
      filesystems: [
        { path: '/', reading: { unread: 'input/output error' } },
        { path: '/var', reading: { value: disk(95) } },
      ],
    })
    const held = notLookedAt!.map(({ fingerprints }) => fingerprints!)
    expect(held.some((beginning) => findings[0]!.fingerprint.startsWith(beginning))).toBe(false)
  })
})

describe('the host that the tests run on', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'upkeep-resources-'))
    await writeFile(join(folder, 'big'), Buffer.alloc(300_000))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function look(given: Record<string, unknown>): Promise<ResourcesObservation> {
    const opening = {
      mode: 'inspect',
      run: { id: 'test', fence: 1 },
      signal: new AbortController().signal,
      log: createLogger({ level: 'silent' }),
    } as const
    const target = await resources.target!.open(
      resources.target!.config.parse({ mounts: ['/', join(folder, 'none')], folders: { big: folder } }),
      opening,
    )
    const ctx: InspectContext = { ...opening, now: new Date(), due: new Date(), previous: null, record: () => null, facts: async () => [] }
    return await resources.inspect({ target, params: resources.params.parse(given), ctx })
  }

  it('is measured, and its folder and its missing disk are found', async () => {
    const params = {
      load: 1000,
      memory: 100,
      swap: 100,
      disk: { warning: 100, critical: 100 },
      inodes: { warning: 100, critical: 100 },
      folders: { big: '200 kB' },
    }
    const { findings, facts } = resources.assess(await look(params), resources.params.parse(params))
    expect(findings.map(({ fingerprint }) => fingerprint)).toEqual([`mount:${join(folder, 'none')}:missing`, 'folder:big:size'])
    expect(facts!.find(({ label }) => label === 'Used of /')?.value).toBeGreaterThan(0)
  })

  it('is not measured when the task limits a folder that the target does not name', async () => {
    await expect(look({ folders: { bgi: '1 MB' } })).rejects.toThrow('the target names no folder bgi')
  })
})

it('refuses a warning above critical', () => {
  expect(resources.params.safeParse({ disk: { warning: 95 } }).error?.issues[0]?.message).toBe('expected warning at or below critical')
})
