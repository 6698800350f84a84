import { spawn } from 'node:child_process'
import type { Workspace } from './workspace.ts'

export type Program = {
  readonly pid: number
  /** What it has written to standard output so far. */
  readonly output: () => string
  /** Resolves with the match as soon as its standard output has the pattern in it; rejects when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  readonly ended: Promise<number | null>
}

/** Starts a program that ends with the benchmark: TERM, then KILL after 15 s. Its standard error is shown. */
export function startProgram(workspace: Workspace, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  let written = ''
  let look = (): void => {}
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text
    look()
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code))
  })
  workspace.later(async () => {
    child.kill('SIGTERM')
    const kill = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(kill)
  })
  const says = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      look = () => {
        const match = pattern.exec(written)
        if (match !== null) resolve(match)
      }
      look()
      void ended.then((code) => reject(new Error(`${command} ${args.join(' ')} ended with ${code}; it wrote:\n${written}`)))
    })
  return { pid: child.pid!, output: () => written, says, ended }
}
