import { chmod, lstat, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/harness/index.ts'
import { chooseAccount } from './account.ts'
import type { Place } from './place.ts'
import { makeSocketFolder, removeSocketFolder } from './socket-folder.ts'

const placeOf = async (home: string): Promise<Place> => ({ home, data: join(home, 'data'), account: await chooseAccount(null, home) })

test('the socket folder is short, closed to others, and the same each time', async () => {
  await using home = await temporaryFolder()
  const place = await placeOf(join(home.path, 'a-rather-long-name-'.repeat(8)))
  const folder = await makeSocketFolder(place)
  expect(folder.length).toBeLessThan(40)
  const found = await lstat(folder)
  expect([found.uid, found.mode & 0o777]).toEqual([place.account.uid, 0o700])
  await writeFile(join(folder, '.s.PGSQL.5432.lock'), '1\n')
  expect(await makeSocketFolder(place)).toBe(folder)
  expect(await readdir(folder)).toEqual(['belongs-to'])
  await removeSocketFolder(folder)
  await expect(lstat(folder)).rejects.toThrow('ENOENT')
})

test('a folder of that name that others can write, or a link, is not used', async () => {
  await using home = await temporaryFolder()
  const place = await placeOf(home.path)
  const first = await makeSocketFolder(place)
  await chmod(first, 0o777)
  await symlink(home.path, `${first}-1`)
  await mkdir(`${first}-2`)
  await chmod(`${first}-2`, 0o770)
  try {
    const folder = await makeSocketFolder(place)
    expect(folder).toBe(`${first}-3`)
    await removeSocketFolder(folder)
  } finally {
    for (const suffix of ['', '-1', '-2']) await rm(first + suffix, { recursive: true, force: true })
  }
})
