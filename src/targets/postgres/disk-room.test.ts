import { statfs } from 'node:fs/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase } from '../../../test/harness/index.ts'
import type { TestDatabase } from '../../../test/harness/index.ts'
import { newId } from '../../base/id.ts'
import { createLogger } from '../../base/logger.ts'
import { readDiskRoom } from './disk-room.ts'
import type { DiskRoom } from './disk-room.ts'
import postgres from './index.ts'

const role = `looker_${process.pid}`
let database: TestDatabase
let admin: pg.Client
beforeAll(async () => {
  database = await testDatabase()
  admin = new pg.Client({ connectionString: database.url })
  await admin.connect()
  await admin.query(`create role ${role} login password 'looker'`)
})
afterAll(async () => {
  await admin.query(`drop role ${role}`)
  await admin.end()
  await database.close()
})

async function room(url: string): Promise<DiskRoom> {
  const opening = {
    mode: 'inspect',
    run: { id: newId(), fence: 1 },
    signal: new AbortController().signal,
    log: createLogger({ level: 'silent' }),
  } as const
  const target = await postgres.open(postgres.config.parse({ url }), opening)
  try {
    return await readDiskRoom(target)
  } finally {
    await target.close()
  }
}
const asRole = (): string => {
  const url = new URL(database.url)
  url.username = role
  url.password = 'looker'
  return url.href
}

it('is what the file system of the data directory has, when the server is seen to run on this machine', async () => {
  const { rows } = await admin.query<{ data_directory: string }>('show data_directory')
  const { bavail, bsize } = await statfs(rows[0]!.data_directory)
  const seen = await room(database.url)
  expect(seen.why).toBeNull()
  // Others write to that disk meanwhile.
  expect(Math.abs(seen.freeBytes! - bavail * bsize)).toBeLessThan(2 ** 30)
})

it('is unknown to a role that may not see where the data lies', async () => {
  expect(await room(asRole())).toEqual({ freeBytes: null, why: 'the role may not see where the data lies (grant pg_monitor)' })
  await admin.query(`grant pg_monitor to ${role}`)
  expect((await room(asRole())).freeBytes).toBeGreaterThan(0)
})
