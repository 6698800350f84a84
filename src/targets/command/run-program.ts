import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setImmediate as oncePolled, setTimeout as sleep } from 'node:timers/promises'
import { describeError, RemoteError } from '../../base/errors.ts'
import type { Capture } from './capture.ts'
import { endGroup, guardGroup, tiedToParent } from './group.ts'

export type ProgramEnd = {
  /** null when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  readonly durationMs: number
}

export type Program = {
  /** A whole path and its arguments. */
  readonly argv: readonly [string, ...string[]]
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  readonly deadlineMs: number
  readonly signal: AbortSignal
  readonly stdout: Capture
  readonly stderr: Capture
}

type Child = ChildProcessByStdio<null, Readable, Readable>

/** For output that is on its way when the program has ended; whoever still holds the pipe then is a daemon that went away on its own. */
const drainMs = 500

/**
 * Runs a program in a process group of its own and waits for its end. Promises: nothing of the group outlives the call, its deadline, its signal
 * or this process (a daemon that left the group by itself excepted); the program has no input and only the given environment. Throws a
 * RemoteError when it can't be started; what `signal` was aborted with passes as it is, after the group has ended.
 */
export async function runProgram({ argv, directory, environment, deadlineMs, signal, stdout, stderr }: Program): Promise<ProgramEnd> {
  signal.throwIfAborted()
  const started = performance.now()
  const [command, ...args] = tiedToParent(argv)
  const child = spawn(command, args, { cwd: directory, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const group = await groupOf(child, argv[0])
  const dismissGuard = guardGroup(group)
  child.stdout.on('data', (chunk: Buffer) => stdout.write(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.write(chunk))

  let timedOut = false
  const end = (): void => void endGroup(group)
  const timer = setTimeout(() => {
    timedOut = true
    end()
  }, deadlineMs)
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  try {
    const closed = once(child, 'close')
    await exitOf(child)
    const durationMs = performance.now() - started
    await endGroup(group)
    await Promise.race([closed, drained()])
    child.stdout.destroy()
    child.stderr.destroy()
    signal.throwIfAborted()
    return { exitCode: child.exitCode, signal: child.signalCode, timedOut, durationMs }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    dismissGuard()
  }
}

/** Node runs timers before it reads: on a busy machine the time may be over with output still unread in the pipe. */
async function drained(): Promise<void> {
  await sleep(drainMs, undefined, { ref: false })
  await oncePolled()
}

async function groupOf(child: Child, file: string): Promise<number> {
  try {
    await once(child, 'spawn')
    return child.pid!
  } catch (error) {
    throw new RemoteError(`${file} could not be started: ${describeError(error)}`, {
      transient: true,
      hint: 'too many processes or open files, or too long a command line.',
      cause: error,
    })
  }
}

async function exitOf(child: Child): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
