import { spawn } from 'node:child_process'
import type { Account } from './account.ts'

export type ProgramResult = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** What went wrong in words ("exited with 1: initdb: error: ..."), null when the program exited with 0. */
  readonly problem: string | null
}

export type ProgramOptions = {
  /** The account to run as; our own when left out. */
  readonly account?: Account | undefined
  readonly input?: string
  /** The program is killed after this time. */
  readonly timeoutMs: number
}

/** Runs a program to its end and tells what it said. Never throws: a program that can't be started is a result with a problem. */
export async function runProgram(command: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  const { promise, resolve } = Promise.withResolvers<ProgramResult>()
  const child = spawn(command, args, {
    ...spawnIdentity(options.account),
    env: serverEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: '/',
  })
  // Not spawn's own timeout: of a program that can't be started it keeps our process alive until it has passed.
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.on('error', () => undefined) // a program that doesn't read its input is no trouble of ours
  child.stdin.end(options.input ?? '')
  child.on('error', (error) => resolve({ code: null, stdout, stderr, problem: `could not be started: ${error.message}` }))
  child.on('close', (code, signal) => {
    const how = signal === null ? `exited with ${code}` : `was ended by ${signal}`
    const words = (stderr.trim() || stdout.trim()).split('\n').slice(-8).join('\n')
    resolve({ code, stdout, stderr, problem: code === 0 ? null : words === '' ? how : `${how}: ${words}` })
  })
  return promise.finally(() => clearTimeout(timer))
}

/** What spawn() needs to run as the account. libuv gives up our supplementary groups too. */
export function spawnIdentity(account: Account | undefined): { uid?: number; gid?: number } {
  return account?.drop ? { uid: account.uid, gid: account.gid } : {}
}

/**
 * The environment of server programs: nothing of ours but where programs and libraries are found. Our own holds secrets, and PGDATA, PGPORT and
 * the like would change what the server does. Messages are in English, since some are read by us.
 */
export function serverEnvironment(): Record<string, string> {
  const kept = ['PATH', 'LD_LIBRARY_PATH', 'TMPDIR'].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]] as const],
  )
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' }
}
