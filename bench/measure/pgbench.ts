import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { quantile } from './quantile.ts'
import type { Workspace } from './workspace.ts'

export type Load = {
  stop(): Promise<Seen>
}

/** From one moment to another (Date.now). */
export type Span = { readonly begunMs: number; readonly endedMs: number }

/** The transactions that ended in some spans of time, all taken together. */
export type Seen = {
  /** Their latency at this quantile, in milliseconds. */
  latency(part: number, ...spans: readonly Span[]): number
  /** How many in a second. */
  rate(...spans: readonly Span[]): number
}

export type LoadOptions = {
  readonly binDir: string
  readonly url: string
  /** In pgbench's own language. */
  readonly script: string
  /** Each begins its next transaction when the last one has ended, as pgbench does by itself: throughput is what is left to them. */
  readonly clients: number
}

/** Runs pgbench until it is stopped, with the latency of every transaction logged. */
export async function startLoad(workspace: Workspace, name: string, { binDir, url, script, clients }: LoadOptions): Promise<Load> {
  const program = join(binDir, 'pgbench')
  if (!existsSync(program))
    throw new Error(`there is no pgbench in ${binDir}\nHINT: apt-get install postgresql; the embedded server comes without it`)
  const folder = join(workspace.path, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'load.sql'), script)
  const args = ['--no-vacuum', '--log', '--log-prefix=log', '--file=load.sql', `--client=${clients}`, '--time=3600', url]
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
      const within = (spans: readonly Span[]): number[] =>
        transactions
          .filter((one) => spans.some(({ begunMs, endedMs }) => one.endedMs >= begunMs && one.endedMs < endedMs))
          .map((one) => one.latencyMs)
      return {
        latency: (part, ...spans) => quantile(within(spans), part),
        rate: (...spans) => (within(spans).length * 1_000) / spans.reduce((sum, { begunMs, endedMs }) => sum + endedMs - begunMs, 0),
      }
    },
  }
}

/** client, transaction, latency in us, script, epoch s, us */
function readLog(text: string): { readonly endedMs: number; readonly latencyMs: number }[] {
  return text
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => fields.length >= 6)
    .map((fields) => ({ latencyMs: Number(fields[2]) / 1000, endedMs: Number(fields[4]) * 1000 + Number(fields[5]) / 1000 }))
}
