import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/harness/index.ts'
import type { TemporaryFolder } from '../../../test/harness/index.ts'
import { newId } from '../../base/id.ts'
import { createLogger } from '../../base/logger.ts'
import { startCluster } from '../../cluster/index.ts'
import type { Cluster } from '../../cluster/index.ts'
import { sql } from '../../base/sql.ts'
import postgres from './index.ts'

/** A server in recovery that waits for WAL which never comes: to those who connect it is a hot standby. */
const log = createLogger({ level: 'silent' })
let folder: TemporaryFolder
let standby: Cluster
beforeAll(async () => {
  folder = await temporaryFolder()
  const options = { dataDir: folder.path, log, name: 'standby', settings: { fsync: 'off' } }
  const primary = await startCluster(options)
  await primary.stop()
  await writeFile(join(primary.dataFolder, 'standby.signal'), '')
  standby = await startCluster(options)
})
afterAll(async () => {
  await standby.stop()
  await folder.close()
})

const open = (mode: 'inspect' | 'apply') =>
  postgres.open(postgres.config.parse({ url: standby.url() }), {
    mode,
    run: { id: newId(), fence: 1 },
    signal: new AbortController().signal,
    log,
  })

it('is looked at as any other server', async () => {
  const target = await open('inspect')
  expect(target.server.standby).toBe(true)
  expect(await target.read(sql`select pg_is_in_recovery() as standby`)).toEqual([{ standby: true }])
  await target.close()
})

it('is not opened to change anything, and the error says where to go instead', async () => {
  await expect(open('apply')).rejects.toMatchObject({
    name: 'UserError',
    code: 'conflict',
    message: expect.stringContaining('is a standby') as string,
    hint: 'point the target at the primary.',
  })
})
