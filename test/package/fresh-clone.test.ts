import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProgram, temporaryFolder } from '../harness/index.ts'
import type { TemporaryFolder } from '../harness/index.ts'
import { outside } from './outside.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
const made = /^(node_modules|dist|web\/dist.*|\.upkeep|\.git|bench\/results|.*\.tgz)$/

let folder: TemporaryFolder
let clone: string

const start = () => startProgram('npm', ['start'], { cwd: clone, env: { ...outside, UPKEEP_PORT: '0' } })
const address = /http:\/\/[\w.]+:\d+/
/** Some 250 packages from a registry or a cache: a minute on a quiet machine, two and more beside other tests. */
const installMs = 360_000
const upMs = 120_000

beforeAll(async () => {
  folder = await temporaryFolder()
  clone = join(folder.path, 'clone')
  await cp(root, clone, { recursive: true, filter: (path) => !made.test(relative(root, path)) })
})

afterAll(() => folder?.close())

describe('npm start in a fresh clone', () => {
  test('installs, builds, starts, and ends cleanly when the terminal sends Ctrl-C to all of its group', async () => {
    const first = start()
    await first.waitFor(/installing \d+ packages/)
    await first.waitFor(/building the web page/, installMs)
    const [url] = await first.waitFor(address, upMs)
    expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({ status: 'ok' })
    expect(await (await fetch(url)).text()).toContain('<script type="module"')
    first.killGroup('SIGINT')
    expect(await first.ended).toEqual({ code: 0, signal: null })
  }, 600_000)

  test('does none of that again the next time, and takes over what a kill -9 left', async () => {
    const second = start()
    await second.waitFor(address, upMs)
    expect(second.stderr).not.toMatch(/installing|building/)
    second.killGroup('SIGKILL')
    await second.ended

    const third = start()
    const [url] = await third.waitFor(address, upMs)
    expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({ status: 'ok' })
    third.killGroup('SIGINT')
    expect(await third.ended).toEqual({ code: 0, signal: null })
  }, 360_000)

  test('says what npm said when the packages can not be installed', async () => {
    const lock = join(clone, 'package-lock.json')
    const text = await readFile(lock, 'utf8')
    await writeFile(
      lock,
      text.replace(/"node_modules\/zod": \{\s+"version": "[^"]+"/, '"node_modules/zod": {\n      "version": "0.0.0-never"'),
    )
    const failed = start()
    expect(await failed.ended).toMatchObject({ code: 1 })
    expect(failed.stderr).toMatch(/npm ci failed \(exit code 1\)\n(.*\n)*.*zod(.*\n)*HINT: /)
    await writeFile(lock, text)
  }, 180_000)
})

describe('the command of a checkout without its Node', () => {
  test('names the version that it found and the command that installs the right one', async () => {
    const bare = join(folder.path, 'bare')
    const tools = join(folder.path, 'tools')
    await cp(join(root, 'upkeep'), join(bare, 'upkeep'), { recursive: true })
    await cp(join(root, 'scripts', 'setup.mjs'), join(bare, 'scripts', 'setup.mjs'))
    await mkdir(tools)
    for (const tool of ['dirname', 'readlink', 'uname']) await symlink(join('/usr/bin', tool), join(tools, tool))
    await writeFile(join(tools, 'node'), '#!/bin/sh\necho v20.1.0\n', { mode: 0o755 })
    const failure = await run(join(bare, 'upkeep'), ['version'], { env: { PATH: tools } }).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 2,
      stderr: `upkeep: no Node 24 or newer: the pinned one (node-${process.platform}-${process.arch}) is not installed under ${bare}, and the one on PATH is v20.1.0\nHINT: \`npm ci\` in ${bare} installs it\n`,
    })
  })
})
