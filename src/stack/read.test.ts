import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sampleCatalogue } from '../../test/fixtures/sample-catalogue.ts'
import { describeProblem } from '../base/errors.ts'
import { readStack, readStacks } from './read.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upkeep-stacks-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const put = (name: string, content: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const stackNamed = (name: string): string =>
  `stack: ${name}\nguide: { ask: { does: review, every: quarterly, with: { question: Well? } } }\n`
const complaints = async (path: string): Promise<string[]> => {
  const result = await readStack(path, sampleCatalogue)
  return 'problems' in result ? result.problems.map((problem) => describeProblem(problem).replaceAll(folder, '/etc/upkeep')) : []
}

describe('a stack file', () => {
  test('is read from its path, which its problems name', async () => {
    expect(await readStack(put('a.yaml', stackNamed('alpha')), sampleCatalogue)).toMatchObject({
      stack: { name: 'alpha', guide: { ask: { policy: 'sign-off' } } },
    })
    expect(await complaints(put('b.yaml', 'stack: b\n'))).toEqual([
      '/etc/upkeep/b.yaml:1:1: guide is missing\nHINT: What has to be done, by name.',
    ])
  })

  test('with a byte order mark or CRLF is read all the same', async () => {
    expect(await complaints(put('bom.yaml', `\ufeff${stackNamed('alpha')}`))).toEqual([])
    expect(await complaints(put('crlf.yaml', stackNamed('alpha').replaceAll('\n', '\r\n')))).toEqual([])
  })

  test('that can not be read says why', async () => {
    mkdirSync(join(folder, 'sub'))
    expect(await complaints(join(folder, 'none.yaml'))).toEqual(["/etc/upkeep/none.yaml: can't be read: there is no such file"])
    expect(await complaints(join(folder, 'sub'))).toEqual(["/etc/upkeep/sub: can't be read: it is a folder"])
    symlinkSync('loop.yaml', join(folder, 'loop.yaml'))
    expect(await complaints(join(folder, 'loop.yaml'))).toEqual([expect.stringContaining("/etc/upkeep/loop.yaml: can't be read: ELOOP")])
    expect(await complaints(put('binary.yaml', Buffer.from([0x80, 0xff, 0x00, 0x01])))).toEqual([
      '/etc/upkeep/binary.yaml: expected text in UTF-8, found binary data or another encoding\nHINT: a stack file is YAML in UTF-8.',
    ])
    expect(await complaints(put('large.yaml', 'x'.repeat(1_048_577)))).toEqual([
      '/etc/upkeep/large.yaml: expected a stack file of at most 1 MiB, found 1048577 bytes\nHINT: is this really a stack file?',
    ])
  })
})

describe('a folder of stack files', () => {
  test('gives its stacks in the order of their files, and passes over what is no stack file', async () => {
    put('b.yml', stackNamed('beta'))
    put('a.yaml', stackNamed('alpha'))
    put('notes.txt', 'nothing')
    put('.hidden.yaml', 'nothing')
    const { stacks, problems } = await readStacks([folder], sampleCatalogue)
    expect(stacks.map(({ file, stack }) => [file.slice(folder.length + 1), stack.name])).toEqual([
      ['a.yaml', 'alpha'],
      ['b.yml', 'beta'],
    ])
    expect(problems).toEqual([])
  })

  test('reports the problems of all its files, and a name that is taken twice, and still gives what is good', async () => {
    put('a.yaml', stackNamed('alpha'))
    put('b.yaml', 'stack: b\n')
    put('c.yaml', stackNamed('alpha'))
    put('d.yaml', stackNamed('Delta'))
    const { stacks, problems } = await readStacks([folder], sampleCatalogue)
    expect(stacks.map(({ stack }) => stack.name)).toEqual(['alpha'])
    expect(problems.map((problem) => describeProblem(problem).replaceAll(folder, '/etc/upkeep').split('\n')[0])).toEqual([
      '/etc/upkeep/b.yaml:1:1: guide is missing',
      '/etc/upkeep/c.yaml: the name alpha is taken by /etc/upkeep/a.yaml',
      expect.stringContaining('/etc/upkeep/d.yaml:1:8: stack: expected a name'),
    ])
  })

  test('that is not there is a problem, and a file named twice is read once', async () => {
    const a = put('a.yaml', stackNamed('alpha'))
    const { stacks, problems } = await readStacks([join(folder, 'none'), a, folder], sampleCatalogue)
    expect(stacks.map(({ file }) => file)).toEqual([a])
    expect(problems.map((problem) => problem.message.replaceAll(folder, '/etc/upkeep'))).toEqual([
      "/etc/upkeep/none: can't be read: there is no such file",
    ])
  })
})
