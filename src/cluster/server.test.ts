import { expect, test } from 'vitest'
import { hasLibrary, newestFirst, parseVersion } from './server.ts'
import type { Server } from './server.ts'
import { findServer } from './find-server.ts'

test.each([
  ['postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)', '15.14', 15],
  ['postgres (PostgreSQL) 18.4', '18.4', 18],
  ['postgres (PostgreSQL) 19beta1', '19beta1', 19],
  ['postgres (PostgreSQL) 19devel', '19devel', 19],
  ['postgres (EnterpriseDB) 15.3.0', '15.3', 15],
])('%s is version %s', (said, text, major) => {
  expect(parseVersion(said)).toEqual({ text, major })
})

test('what another program says is no version', () => {
  expect(parseVersion('pg_ctl (PostgreSQL) 15.14')).toBeNull()
  expect(parseVersion('')).toBeNull()
})

test('the newest server comes first, by number and not by letters, a release after its betas', () => {
  const versions = ['9.6', '18.4', '18.10', '19beta1', '15.20', '19.0']
  const servers = versions.map((version) => ({ version, major: Number.parseInt(version, 10) }) as Server)
  expect(servers.toSorted(newestFirst).map((server) => server.version)).toEqual(['19.0', '19beta1', '18.10', '18.4', '15.20', '9.6'])
})

test('it is known which libraries and which tools a server has', async () => {
  const server = await findServer({ origin: 'package' })
  expect(hasLibrary(server, 'pg_stat_statements')).toBe(true)
  expect(hasLibrary(server, 'no_such_library')).toBe(false)
  expect(server.tools.has('initdb')).toBe(true)
  expect(server.tools.has('pg_dump')).toBe(false)
})
