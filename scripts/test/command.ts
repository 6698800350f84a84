import { spawn } from 'node:child_process'

/** Runs a program with its output shown, and throws when it doesn't end with 0 or takes longer than `minutes`. */
export async function command(program: string, args: readonly string[], minutes = 15): Promise<void> {
  const shown = [program.replace('node_modules/.bin/', ''), ...args].join(' ')
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], timeout: minutes * 60_000, killSignal: 'SIGKILL' })
  const problem = await new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(code === 0 ? null : signal === null ? `exit code ${code}` : `ended by ${signal}`))
  })
  if (problem !== null) throw new Error(`${shown}: ${problem}`)
}

/** One of the programs that npm installed. */
export const tool = (name: string): string => `node_modules/.bin/${name}`
