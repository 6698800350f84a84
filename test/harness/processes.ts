import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { dieWithParent } from '../../src/cluster/die-with-parent.ts'

const root = join(import.meta.dirname, '..', '..')
const killedWithUs = await dieWithParent('SIGKILL')

export type ProcessEnd = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type TestProcess = AsyncDisposable & {
  readonly pid: number
  /** What it has written so far. */
  readonly stdout: string
  readonly stderr: string
  /** Resolves when it is gone and its output is read. */
  readonly ended: Promise<ProcessEnd>
  /** Writes to its standard input. */
  write(text: string): void
  /**
   * Waits until its output (stdout and stderr, in the order of arrival) has the pattern in it and returns the match.
   * Fails, with the output, when it ends first or takes longer than `timeoutMs` (60,000).
   */
  waitFor(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>
  /** Sends a signal to it alone, as `kill` does. */
  kill(signal: NodeJS.Signals): void
  /** Sends a signal to it and to its children that have not left its group, as Ctrl-C at a terminal does. */
  killGroup(signal: NodeJS.Signals): void
  /** Kills its group (kill -9) if it still runs, and waits for the end. */
  stop(): Promise<ProcessEnd>
}

export type ProcessOptions = {
  /** Added to our own environment; undefined takes a name out of it. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Defaults to the root of the project. */
  readonly cwd?: string
}

/** Our own command line: `startUpkeep(['up', '--demo'])`. */
export const startUpkeep = (args: readonly string[], options: ProcessOptions = {}): TestProcess =>
  startNode([join(root, 'src', 'main.ts'), ...args], options)

/** A script under the Node that runs the tests. */
export const startNode = (args: readonly string[], options: ProcessOptions = {}): TestProcess =>
  startProgram(process.execPath, args, options)

/**
 * Starts a program in a process group of its own. None survives: it is killed when the test that started it ends (one started outside of a
 * test: with the test file's process), and by the kernel when that process is killed.
 */
export function startProgram(program: string, args: readonly string[], { env = {}, cwd = root }: ProcessOptions = {}): TestProcess {
  const [command, ...rest] = [...killedWithUs, program, ...args]
  const child = spawn(command!, rest, { cwd, env: { ...process.env, ...env }, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const written = { stdout: '', stderr: '', all: '' }
  const waiting = new Set<() => void>()
  const hear = (stream: 'stdout' | 'stderr') => (text: string) => {
    written[stream] += text
    written.all += text
    for (const look of waiting) look()
  }
  child.stdout.setEncoding('utf8').on('data', hear('stdout'))
  child.stderr.setEncoding('utf8').on('data', hear('stderr'))
  child.stdin.on('error', () => undefined)

  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<ProcessEnd>()
  child.once('close', (code, signal) => end({ code, signal }))
  child.once('error', fail)

  const signalTo = (pid: number, signal: NodeJS.Signals) => {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  const running = () => child.exitCode === null && child.signalCode === null && child.pid !== undefined
  const killGroup = (signal: NodeJS.Signals) => running() && signalTo(-child.pid!, signal)
  const stop = async () => {
    killGroup('SIGKILL')
    return ended
  }
  const lastResort = () => void killGroup('SIGKILL')
  process.once('exit', lastResort)
  child.once('close', () => process.off('exit', lastResort))
  stopWithTest(stop)

  const waitFor = async (pattern: RegExp, timeoutMs = 60_000): Promise<RegExpExecArray> => {
    const found = Promise.withResolvers<RegExpExecArray>()
    const giveUp = (why: string) =>
      found.reject(new Error(`${[program, ...args].join(' ')} ${why} without writing ${pattern}; it wrote:\n${written.all}`))
    const look = () => {
      const match = pattern.exec(written.all)
      if (match !== null) found.resolve(match)
    }
    const timer = setTimeout(() => giveUp(`ran for ${timeoutMs} ms`), timeoutMs)
    waiting.add(look)
    look()
    ended.then((how) => giveUp(`ended (${how.signal ?? how.code})`), found.reject)
    return found.promise.finally(() => {
      clearTimeout(timer)
      waiting.delete(look)
    })
  }

  return {
    pid: child.pid ?? 0,
    get stdout() {
      return written.stdout
    },
    get stderr() {
      return written.stderr
    },
    ended,
    write: (text) => void child.stdin.write(text),
    waitFor,
    kill: (signal) => running() && signalTo(child.pid!, signal),
    killGroup,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  }
}

/** Outside of a test (in beforeAll) there is no test to end with. */
function stopWithTest(stop: () => Promise<unknown>): void {
  try {
    onTestFinished(async () => void (await stop()))
  } catch {
    return
  }
}
