import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { quantile } from './quantile.ts'
import type { Workspace } from './workspace.ts'

export type Load = {
  stop(): Promise<Seen>
}

/** The transactions that ended between two moments (Date.now). */
export type Seen = {
  /** Their latency at this quantile, in milliseconds. */
  latency(part: number, fromMs: number, toMs: number): number
  /** How many in a second. */
  rate(fromMs: number, toMs: number): number
}

export type LoadOptions = {
  readonly binDir: string
  readonly url: string
  /** In pgbench's own language. */
  readonly script: string
  readonly clients: number
  /** Transactions each second over all clients, begun at random moments: a slow one doesn't hold up those after it, it makes them late, and that counts. */
  readonly rate: number
}

/** Runs pgbench until it is stopped, with the latency of every transaction logged. */
export async function startLoad(workspace: Workspace, name: string, { binDir, url, script, clients, rate }: LoadOptions): Promise<Load> {
  const program = join(binDir, 'pgbench')
  if (!existsSync(program))
    throw new Error(`there is no pgbench in ${binDir}\nHINT: apt-get install postgresql; the embedded server comes without it`)
  const folder = join(workspace.path, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'load.sql'), script)
  const args = ['--no-vacuum', '--log', '--log-prefix=log', '--file=load.sql', `--client=${clients}`, `--rate=${rate}`, '--time=3600', url]
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const stop = async (): Promise<void> => {
    child.kill('SIGALRM') // what its own clock sends at the end of --time: it writes its log before it goes
    await ended
  }
  workspace.later(stop)
  return {
    stop: async () => {
      if (child.exitCode !== null) throw new Error(`pgbench ended early: ${complaints}`)
      await stop()
      const transactions = readdirSync(folder)
        .filter((file) => file.startsWith('log'))
        .flatMap((file) => readLog(readFileSync(join(folder, file), 'utf8')))
      const between = (fromMs: number, toMs: number): number[] =>
        transactions.filter((one) => one.endedMs >= fromMs && one.endedMs < toMs).map((one) => one.latencyMs)
      return {
        latency: (part, fromMs, toMs) => quantile(between(fromMs, toMs), part),
        rate: (fromMs, toMs) => (between(fromMs, toMs).length * 1_000) / (toMs - fromMs),
      }
    },
  }
}

/** client, transaction, latency in us (from the moment it should have begun), script, epoch s, us, lag in us */
function readLog(text: string): { readonly endedMs: number; readonly latencyMs: number }[] {
  return text
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => fields.length >= 6)
    .map((fields) => ({ latencyMs: Number(fields[2]) / 1000, endedMs: Number(fields[4]) * 1000 + Number(fields[5]) / 1000 }))
}
