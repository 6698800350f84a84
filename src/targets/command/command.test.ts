import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createLogger } from '../../base/logger.ts'
import type { CommandTarget } from './index.ts'
import connector from './index.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'upkeep-command-'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(directory, { recursive: true })
})

const open = (
  config: Record<string, unknown> = {},
  options: { mode?: 'inspect' | 'apply'; signal?: AbortSignal } = {},
): Promise<CommandTarget> =>
  connector.open(connector.config.parse({ directory, ...config }), {
    mode: options.mode ?? 'apply',
    run: { id: 'test', fence: 1 },
    signal: options.signal ?? new AbortController().signal,
    log: createLogger({ level: 'silent' }),
  })

/** Of programs that end by themselves: only what hangs takes this long. */
const deadlineMs = 60_000
/** Of programs that don't: time for a shell to start on a busy machine, and to say what the test wants to know. */
const soonMs = 3_000

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
/** Resolves when none of the processes is left. */
const gone = (pids: readonly number[]): Promise<void> =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 30_000, interval: 20 })
const numbersIn = (text: string): number[] => [...text.matchAll(/\d+/g)].map(Number)

describe('a program', () => {
  it('gets its arguments as they stand: no shell reads them', async () => {
    const { exitCode, stdout } = await (await open()).run(['printf', '%s\n', '$HOME `id` ; exit 3', '*'], { deadlineMs })
    expect([exitCode, stdout.text]).toEqual([0, '$HOME `id` ; exit 3\n*\n'])
  })

  it('tells how it ended: exit code, signal, both outputs, the time', async () => {
    const target = await open()
    expect(await target.run(['sh', '-c', 'echo out; echo err >&2; exit 7'], { deadlineMs })).toMatchObject({
      exitCode: 7,
      signal: null,
      timedOut: false,
      stdout: { text: 'out\n', bytes: 4, leftOutBytes: 0 },
      stderr: { text: 'err\n' },
    })
    expect(await target.run(['sh', '-c', 'kill -SEGV $$'], { deadlineMs })).toMatchObject({ exitCode: null, signal: 'SIGSEGV' })
  })

  it('runs in its folder, without input, and sees no variable but those that are named', async () => {
    vi.stubEnv('UPKEEP_TEST_SEEN', 'seen')
    vi.stubEnv('UPKEEP_TEST_UNSEEN', 'unseen')
    const { stdout } = await (
      await open({ environment: ['UPKEEP_TEST_SEEN', 'UPKEEP_TEST_NOT_SET'] })
    ).run(['sh', '-c', 'pwd; cat; env'], { deadlineMs })
    expect(stdout.text).toContain(`${directory}\n`)
    expect(stdout.text).toContain('UPKEEP_TEST_SEEN=seen')
    expect(stdout.text).toContain('PATH=')
    expect(stdout.text).not.toContain('unseen')
  })

  it('gets its secrets, and what it prints of them is masked', async () => {
    vi.stubEnv('UPKEEP_TEST_URL', 'postgres://me:hunter22@db/x')
    const target = await open({ secrets: ['UPKEEP_TEST_URL'] })
    const { stdout } = await target.run(
      ['sh', '-c', 'test -n "$UPKEEP_TEST_URL" && echo "got $UPKEEP_TEST_URL, hunter22" && printf "\\000"'],
      { deadlineMs },
    )
    expect(stdout.text).toBe('got postgres://me:***@db/x, ***\n·')
  })

  it('changes nothing while inspecting: only a probe runs', async () => {
    const target = await open({}, { mode: 'inspect' })
    await expect(target.run(['touch', 'x'], { deadlineMs })).rejects.toThrow('run in steps only')
    expect(await target.probe(['false'], { deadlineMs })).toMatchObject({ exitCode: 1 })
  })
})

describe('a program that does not end by itself', () => {
  it('is ended at its deadline, with all that it started', async () => {
    const { stdout, ...end } = await (await open()).run(['sh', '-c', 'sleep 300 & echo $$ $!; wait'], { deadlineMs: soonMs })
    expect(end).toMatchObject({ timedOut: true, signal: 'SIGTERM', exitCode: null })
    expect(numbersIn(stdout.text)).toHaveLength(2)
    await gone(numbersIn(stdout.text))
  })

  it('is killed five seconds after it was asked to end', async () => {
    const { stdout, ...end } = await (
      await open()
    ).run(['sh', '-c', `trap '' TERM; echo $$; while :; do sleep 1; done`], { deadlineMs: soonMs })
    expect(end).toMatchObject({ timedOut: true, signal: 'SIGKILL' })
    expect(end.durationMs).toBeGreaterThan(soonMs + 5_000)
    expect(end.durationMs).toBeLessThan(soonMs + 25_000)
    await gone(numbersIn(stdout.text))
  })

  it('is ended when the run is stopped, and the reason passes', async () => {
    const stop = new AbortController()
    const file = join(directory, 'pids')
    const running = (await open({}, { signal: stop.signal })).run(
      ['sh', '-c', 'sleep 300 & echo $$ $! > pids.new; mv pids.new pids; wait'],
      { deadlineMs },
    )
    const text = await vi.waitFor(() => readFile(file, 'utf8'), { timeout: 30_000, interval: 20 })
    const reason = new Error('cancelled by the owner')
    stop.abort(reason)
    await expect(running).rejects.toBe(reason)
    await gone(numbersIn(text))
  })

  it('takes with it what it left running in its group', async () => {
    const { exitCode, stdout } = await (await open()).run(['sh', '-c', 'sleep 300 >/dev/null 2>&1 & echo $!'], { deadlineMs })
    expect(exitCode).toBe(0)
    await gone(numbersIn(stdout.text))
  })

  it('is not waited for when it went away as a daemon and still holds the output', async () => {
    // The program ends when the daemon has said who it is: what comes later is nobody's output.
    const daemon = `setsid --fork sh -c 'echo $$; : > daemon-is-up; exec sleep 300'; until [ -e daemon-is-up ]; do sleep 0.01; done`
    const { exitCode, timedOut, stdout } = await (await open()).run(['sh', '-c', daemon], { deadlineMs: 30_000 })
    expect([exitCode, timedOut]).toEqual([0, false])
    const [pid] = numbersIn(stdout.text)
    expect(isAlive(pid!)).toBe(true)
    process.kill(pid!)
  })

  it('does not outlive a worker that was killed, nor does anything that it started', async () => {
    const worker = join(directory, 'worker.ts')
    const module = fileURLToPath(new URL('index.ts', import.meta.url))
    await writeFile(
      worker,
      `import connector from ${JSON.stringify(module)}
       const target = await connector.open(connector.config.parse({ directory: '/' }), { mode: 'apply', run: { id: 'x', fence: 1 }, signal: new AbortController().signal, log: null })
       await target.run(['sh', '-c', 'sleep 301 & echo $$ $! > ${directory}/orphans.new; mv ${directory}/orphans.new ${directory}/orphans; wait'], { deadlineMs: 60000 })`,
    )
    const child = spawn(process.execPath, [worker], { stdio: ['ignore', 'ignore', 'pipe'] })
    const said: string[] = []
    createInterface(child.stderr).on('line', (line) => said.push(line))
    const pids = await vi
      .waitFor(async () => numbersIn(await readFile(join(directory, 'orphans'), 'utf8')), { timeout: 30_000, interval: 20 })
      .catch(() => {
        throw new Error(`the worker started nothing: ${said.join('\n')}`)
      })
    expect(pids.map(isAlive)).toEqual([true, true])
    child.kill('SIGKILL')
    await once(child, 'exit')
    await gone(pids)
  })
})

describe('a target that can not work', () => {
  it.each([
    ['no-such-program-here', 'there is no program "no-such-program-here" on the PATH'],
    ['./pids-or-not', 'is not a program that may be run'],
  ])('says so of %s', async (program, message) => {
    await expect((await open()).run([program], { deadlineMs })).rejects.toThrow(message)
  })

  it('names a folder that is not there and a secret that is not set', async () => {
    await expect((await open({ directory: '/no/such/folder' })).ping()).rejects.toThrow('there is no folder /no/such/folder on this host')
    await expect(open({ secrets: ['UPKEEP_TEST_NEVER_SET'] })).rejects.toThrow(
      'the environment of this worker has no UPKEEP_TEST_NEVER_SET',
    )
  })

  it('refuses a folder that depends on where the worker was started, and a value where a name belongs', () => {
    expect(connector.config.safeParse({ directory: 'src' }).error?.issues[0]?.message).toContain('expected a path from the root')
    expect(connector.config.safeParse({ directory: '/', secrets: ['postgres://x'] }).error?.issues[0]?.message).toContain(
      'expected the name of an environment variable',
    )
  })
})
