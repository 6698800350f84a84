import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/harness/index.ts'
import { findInside, folderName, openFolder } from './folder.ts'

describe('the name of a folder', () => {
  it('is one safe part of a path, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(folderName(name)).toMatch(/^[\w~-][\w.~-]*$/)
        expect(Buffer.byteLength(folderName(name))).toBeLessThanOrEqual(120)
      }),
    )
  })

  it('differs where names differ', () => {
    const names = [
      'public.trades',
      'public/trades',
      'public trades',
      'PUBLIC.trades',
      '..',
      '.',
      '',
      '.unfinished',
      `${'x'.repeat(200)}a`,
      `${'x'.repeat(200)}b`,
    ]
    expect(new Set(names.map(folderName)).size).toBe(names.length)
    expect(folderName('public.trades')).toBe('public.trades')
  })
})

describe('the folder of archives', () => {
  it('is named from the root', async () => {
    await expect(openFolder('archives')).rejects.toThrow("the folder of archives, archives, doesn't begin at the root")
  })

  it('says what keeps it from being made', async () => {
    await expect(openFolder('/dev/null/archives')).rejects.toThrow("the folder of archives, /dev/null/archives, can't be used: ENOTDIR")
  })

  it('holds its archives: a path that leads out of it is none', async () => {
    await using folder = await temporaryFolder()
    const root = join(folder.path, 'root')
    await mkdir(join(root, 'in'), { recursive: true })
    await mkdir(join(folder.path, 'out'))
    await symlink(join(folder.path, 'out'), join(root, 'link'))
    expect(await findInside(root, join(root, 'in'))).toBe(join(root, 'in'))
    await expect(findInside(root, join(root, '..', 'out'))).rejects.toThrow('leads out of its folder')
    await expect(findInside(root, join(root, 'link'))).rejects.toThrow('leads out of its folder')
    await expect(findInside(root, join(root, 'none'))).rejects.toThrow('is gone: ENOENT')
  })
})
