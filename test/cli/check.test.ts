import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../harness/index.ts'
import type { TemporaryFolder } from '../harness/index.ts'
import { say } from './upkeep.ts'

let folder: TemporaryFolder
let good: string
let bad: string
beforeAll(async () => {
  folder = await temporaryFolder()
  good = join(folder.path, 'good.yaml')
  bad = join(folder.path, 'bad.yaml')
  await writeFile(
    good,
    'stack: mine\ntargets:\n  here: { kind: command, directory: /tmp }\nguide:\n  tidy: { does: command.run, target: here, every: daily at 03:00, with: { run: ["true"] } }\n',
  )
  await writeFile(
    bad,
    'stack: other\ntargets:\n  here: { kind: comand, directory: /tmp }\nguide:\n  tidy: { does: command.run, target: her, every: daly at 03:00, with: { run: ["true"] } }\n',
  )
})
afterAll(() => folder.close())

it('says of a good file what is in it, and ends with 0', async () => {
  expect(await say(['check', good])).toEqual({ code: 0, out: `${good}: fine (stack mine, 1 task, 1 target)\n`, err: '' })
})

it('says of a bad one everything at once, each at its place, and ends with 2', async () => {
  const { code, out, err } = await say(['check', good, bad])
  expect([code, err]).toEqual([2, '3 problems\n'])
  expect(out).toContain(`${good}: fine`)
  expect(out).toContain(`${bad}:3:17: targets.here.kind: expected a kind of target, found "comand"\nHINT: did you mean command?`)
  expect(out).toContain(`${bad}:5:38: guide.tidy.target: expected a name under targets, found "her"\nHINT: did you mean here?`)
  expect(out).toMatch(new RegExp(`${bad}:5:50: guide\\.tidy\\.every: .*found "daly at 03:00"`))
})

it('gives all of it to other programs', async () => {
  const { code, out, err } = await say(['check', '--json', good, bad])
  expect([code, err]).toEqual([2, ''])
  expect(JSON.parse(out)).toMatchObject({
    stacks: [{ file: good, stack: 'mine', tasks: 1, targets: 1 }],
    problems: [{ place: { file: bad, line: 3, column: 17 }, hint: 'did you mean command?' }, {}, {}],
  })
})

it('checks the files of a folder', async () => {
  expect(await say(['check', folder.path])).toMatchObject({ code: 2, out: expect.stringContaining(`${good}: fine`) as string })
})

it('takes a file that is not there for a problem, and a folder without any for a failure: checking nothing is no success', async () => {
  const missing = join(folder.path, 'nothing.yaml')
  expect(await say(['check', missing])).toMatchObject({ code: 2, out: `${missing}: can't be read: there is no such file\n` })
  const empty = join(folder.path, 'empty')
  await mkdir(empty)
  expect(await say(['check', empty])).toMatchObject({
    code: 2,
    err: expect.stringContaining(`there is no stack file in ${empty}`) as string,
  })
})
