import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeLogs } from './demo-logs.ts'

let folder: string
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'upkeep-logs-')), 'logs')
})
afterEach(() => rm(join(folder, '..'), { recursive: true }))

const at = (time: string) => new Date(`2026-07-04T${time}Z`)

it('begins with a burst that is an hour old', async () => {
  expect(await writeLogs(folder, at('12:01:30'))).toBeGreaterThan(8_000_000)
  const [name] = await readdir(folder)
  expect((await stat(join(folder, name!))).mtime).toEqual(at('11:01:30'))
  expect(JSON.parse((await readFile(join(folder, name!), 'utf8')).split('\n')[0]!)).toMatchObject({
    exchange: 'Binance',
    status: 'success',
  })
})

it('writes a little each time and much every sixth minute, once', async () => {
  await writeLogs(folder, at('12:01:30'))
  expect(await writeLogs(folder, at('12:01:40'))).toBeLessThan(30_000)
  expect(await writeLogs(folder, at('12:06:05'))).toBeGreaterThan(8_000_000)
  expect(await writeLogs(folder, at('12:06:15'))).toBeLessThan(30_000)
})

it('stops before it fills a disk', async () => {
  await writeLogs(folder, at('12:01:30'))
  const forgotten = join(folder, 'collector-forgotten.log')
  await writeFile(forgotten, '')
  await truncate(forgotten, 50_000_000)
  expect(await writeLogs(folder, at('12:01:40'))).toBe(0)
})
