import { execFile } from 'node:child_process'
import { mkdir, readFile, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProgram, temporaryFolder } from '../harness/index.ts'
import type { TemporaryFolder } from '../harness/index.ts'
import { outside } from './outside.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
const env = { ...process.env, ...outside }

let folder: TemporaryFolder
let app: string

/** The command of the installed package, called from a folder that has nothing to do with it. */
const upkeep = (...args: string[]) =>
  run(join(app, 'node_modules', '.bin', 'upkeep'), args, { cwd: '/', env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  )

beforeAll(async () => {
  folder = await temporaryFolder()
  app = join(folder.path, 'some app')
  await mkdir(app)
  await run('npm', ['pack', '--pack-destination', folder.path, '--loglevel=error'], { cwd: root, env })
  const tarball = (await readdir(folder.path)).find((name) => name.endsWith('.tgz'))!
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', join(folder.path, tarball)], { cwd: app, env })
}, 480_000)

afterAll(() => folder?.close())

describe('the installed package', () => {
  test('runs under its own Node and tells its version', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(await upkeep('version')).toMatchObject({ code: 0, stdout: expect.stringContaining(version) as string })
  })

  test('holds JavaScript, and no sources, tests or tools', async () => {
    const files = await readdir(join(app, 'node_modules', 'upkeep'), { recursive: true })
    expect(files.filter((file) => /\.tsx?$|\.test\.|^(src|scripts|bench|test)\//.test(file))).toEqual([])
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'upkeep',
        'dist/src/main.js',
        'dist/sim/demo.js',
        'dist/stacks/demo.yaml',
        'dist/web/dist/index.html',
      ]),
    )
  })

  test('works through a link to its command', async () => {
    const link = join(folder.path, 'up keep')
    await symlink(join(app, 'node_modules', 'upkeep', 'upkeep'), link)
    expect((await run(link, ['procedures', 'review'], { cwd: '/', env })).stdout).toContain('review')
  })

  test('knows the same procedures and kinds of target as the checkout', async () => {
    const { stdout } = await run(join(root, 'upkeep'), ['schema'], { env })
    expect(await upkeep('schema')).toMatchObject({ code: 0, stdout })
  })

  test('checks the stack file that comes with it', async () => {
    expect(await upkeep('check', join(app, 'node_modules', 'upkeep', 'dist', 'stacks', 'demo.yaml'))).toMatchObject({ code: 0, stderr: '' })
  })

  test('passes on the exit code of a mistake', async () => {
    expect(await upkeep('check', '/no/such/file.yaml')).toMatchObject({ code: 2 })
  })

  test('runs the demo, serves the page, and ends cleanly at one signal', async () => {
    const home = join(folder.path, 'home')
    const demo = startProgram(join(app, 'node_modules', '.bin', 'upkeep'), ['up', '--demo'], {
      cwd: app,
      env: { ...outside, UPKEEP_HOME: home, UPKEEP_PORT: '0' },
    })
    const [url] = await demo.waitFor(/http:\/\/[\w.]+:\d+/, 120_000)
    expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({ status: 'ok' })
    expect(await (await fetch(url)).text()).toContain('<script type="module"')
    demo.kill('SIGINT')
    expect(await demo.ended).toEqual({ code: 0, signal: null })
  }, 240_000)
})
