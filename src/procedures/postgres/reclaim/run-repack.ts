import { spawn } from 'node:child_process'
import { formatDuration } from '../../../base/duration.ts'
import { RemoteError } from '../../../base/errors.ts'
import { cut } from '../../../base/cut.ts'
import { dieWithParent } from '../../../cluster/die-with-parent.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'

export type RepackRun = {
  readonly path: string
  readonly args: readonly string[]
  /** What its sessions set, beside what they take from us. */
  readonly settings: Readonly<Record<string, string>>
  /** It is ended after so long, in milliseconds. */
  readonly timeoutMs: number
  /** How long it may wait for the transactions of others before it has begun to copy, in milliseconds. It sets no bound itself. */
  readonly waitMs: number
  readonly signal: AbortSignal
}

/** After SIGINT it clears away what it has made; after so long it is killed. */
const graceMs = 15_000

/**
 * Runs pg_repack to its end, and returns what it said. Promises: it gets the password through its environment alone, no shell is between, and it never outlives the
 * time-out, the abort of the run, or (where the kernel can arrange that) this process: it is asked to stop with SIGINT, upon which it clears up after itself, and killed when it does not. That it ends with 0
 * says little: it does so too when it has skipped the table. Whether it did its work is for the caller to see.
 */
export async function runRepack(target: PostgresTarget, run: RepackRun): Promise<string> {
  run.signal.throwIfAborted()
  const [program, ...args] = [...(await dieWithParent('SIGINT')), run.path, ...run.args]
  const child = spawn(program!, args, {
    env: {
      ...ownEnvironment(),
      ...target.programEnvironment,
      PGOPTIONS: optionsWith(target.programEnvironment['PGOPTIONS'], run.settings),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
  })
  let said = ''
  const stopped: { why: string | null } = { why: null }
  let kill: NodeJS.Timeout | undefined
  const stop = (why: string): void => {
    if (stopped.why !== null) return
    stopped.why = why
    child.kill('SIGINT')
    kill = setTimeout(() => child.kill('SIGKILL'), graceMs)
  }
  const waiting = waitingFor(run.waitMs, stop)
  const hear = (text: string): void => {
    said = `${said}${text}`.slice(-8_000)
    waiting.hear(text)
  }
  child.stdout.setEncoding('utf8').on('data', hear)
  child.stderr.setEncoding('utf8').on('data', hear)
  const onAbort = (): void => stop('the run was stopped')
  run.signal.addEventListener('abort', onAbort, { once: true })
  const overtime = setTimeout(() => stop(`it took longer than ${formatDuration(run.timeoutMs)}`), run.timeoutMs)
  try {
    const ending = await new Promise<string | null>((resolve) => {
      child.on('error', (error) => resolve(`could not be started: ${error.message}`))
      child.on('close', (code, signal) =>
        resolve(code === 0 ? null : signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
      )
    })
    run.signal.throwIfAborted()
    if (stopped.why !== null) throw failed(target, `was stopped: ${stopped.why}`, said)
    if (ending !== null) throw failed(target, ending, said)
    return said
  } finally {
    clearTimeout(overtime)
    clearTimeout(kill)
    waiting.end()
    run.signal.removeEventListener('abort', onAbort)
  }
}

/** As libpq reads them: no value of a setting has a space in it here. */
const optionsWith = (options: string | undefined, settings: Readonly<Record<string, string>>): string =>
  [options ?? '', ...Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)].join(' ').trim()

/** Nothing of ours but where programs and libraries are found: our own environment holds secrets. Messages in English, since some are read by us. */
const ownEnvironment = (): Record<string, string> => ({
  ...Object.fromEntries(
    ['PATH', 'LD_LIBRARY_PATH', 'HOME'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  ),
  LC_ALL: 'C',
})

export const failed = (target: PostgresTarget, what: string, said: string): RemoteError =>
  new RemoteError(`${target.server.place}: pg_repack ${what}${said.trim() === '' ? '' : `; it said: ${cut(lastLines(said), 500)}`}`, {
    transient: true,
    hint: 'let the sessions that hold the table end, or run the task at a quieter time; what it left behind is cleared away by the next run.',
  })

const lastLines = (said: string): string =>
  said
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('INFO: repacking'))
    .slice(-4)
    .join(' ')

/** It says each second whom it waits for. Silence of a few seconds means that it goes on. */
function waitingFor(waitMs: number, stop: (why: string) => void): { hear(text: string): void; end(): void } {
  let [since, last] = [0, 0]
  let whom = ''
  const timer = setInterval(() => {
    const now = performance.now()
    if (last > 0 && now - last > 5_000) last = 0
    if (last > 0 && now - since > waitMs) stop(`it waited ${formatDuration(waitMs)} for ${whom}`)
  }, 500)
  return {
    hear: (text) => {
      const match = /Waiting for (\d+) transactions to finish\. First PID: (\d+)/.exec(text)
      if (!match) return
      whom = `${match[1]} ${match[1] === '1' ? 'transaction' : 'transactions'}, the first of them of pid ${match[2]}`
      if (last === 0) since = performance.now()
      last = performance.now()
    },
    end: () => clearInterval(timer),
  }
}
