import { chmod, lstat, mkdir, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../test/harness/index.ts'
import { findServer, listServers } from './find-server.ts'
import { machineFolders } from './machine-servers.ts'
import { makeLinks } from './packaged-server.ts'
import { isServer } from './server.ts'

afterEach(() => vi.unstubAllEnvs())

test("the machine's own server comes before the npm package's, whichever is newer", async () => {
  const origins = (await listServers()).filter(isServer).map((server) => server.origin)
  expect(origins).toEqual(origins.toSorted((a, b) => a.localeCompare(b)))
  expect(origins).toContain('machine')
  expect(origins.at(-1)).toBe('package')
})

test('a server of a given version or origin can be asked for', async () => {
  const own = await findServer({ origin: 'machine' })
  expect(await findServer({ major: own.major })).toEqual(own)
  expect(await findServer({ origin: 'package' })).toMatchObject({ major: 18, origin: 'package' })
})

test('when none fits, the error names what was asked for, what is there and what to install', async () => {
  await expect(findServer({ major: 99 })).rejects.toMatchObject({
    name: 'UserError',
    code: 'not-available',
    message: expect.stringMatching(/^no PostgreSQL 99 server was found; found: \d+\.\d+ in \/\S+, .*18\.\d+ in \/\S+$/),
    hint: expect.stringContaining('apt-get install postgresql-99'),
  })
})

test('UPKEEP_POSTGRES_BIN replaces the search, and its folder has to hold a server', async () => {
  const { binDir } = await findServer({ origin: 'package' })
  vi.stubEnv('UPKEEP_POSTGRES_BIN', binDir)
  expect(await listServers()).toEqual([expect.objectContaining({ binDir, origin: 'override', major: 18 })])
  vi.stubEnv('UPKEEP_POSTGRES_BIN', '/usr/share')
  await expect(findServer()).rejects.toThrow(
    'no PostgreSQL server of version 14 or newer was found in UPKEEP_POSTGRES_BIN; found: /usr/share (not usable: it has no postgres and initdb)',
  )
})

test('a server that does not run, or is too old, is listed with the reason and not taken', async () => {
  await using folder = await temporaryFolder()
  await chmod(folder.path, 0o755)
  await writeFile(join(folder.path, 'initdb'), '', { mode: 0o755 })
  const say = async (script: string) => {
    await writeFile(join(folder.path, 'postgres'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    vi.stubEnv('UPKEEP_POSTGRES_BIN', folder.path)
    const [found] = await listServers()
    return isServer(found!) ? 'usable' : found!.problem
  }
  expect(await say('echo "postgres (PostgreSQL) 13.9"')).toBe('its version 13.9 is older than 14')
  expect(await say('echo "no libicu" >&2; exit 127')).toBe('postgres --version exited with 127: no libicu')
  expect(await say('echo hello')).toBe('postgres --version said nothing that is a version')
  expect(await say('echo "postgres (PostgreSQL) 14.1"')).toBe('usable')
})

test('a link on PATH leads to the folder in which the other programs are', async () => {
  await using folder = await temporaryFolder()
  const { binDir } = await findServer({ origin: 'machine' })
  await symlink(join(binDir, 'postgres'), join(folder.path, 'postgres'))
  expect(machineFolders(`relative:${folder.path}`)[0]).toBe(binDir)
})

test("the package's library links are made where its install script did not run, and made twice they stay", async () => {
  await using folder = await temporaryFolder()
  const native = join(folder.path, 'native')
  await mkdir(join(native, 'lib'), { recursive: true })
  const links = [
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
    { source: 'native/lib/libpq.so.5.18', target: 'native/../../outside' },
  ]
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links))
  await makeLinks(native)
  await makeLinks(native)
  expect(await readlink(join(native, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18')
  await expect(lstat(join(folder.path, '..', 'outside'))).rejects.toThrow('ENOENT')
})
