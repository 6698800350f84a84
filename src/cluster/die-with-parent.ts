import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runProgram } from './run-program.ts'

let setpriv: Promise<string | null> | undefined

/**
 * The words to put before a command so that the kernel sends it this signal when the process (to be exact: the thread) that started it dies,
 * even by kill -9: setpriv of util-linux 2.33 or newer. Empty where there is none (macOS, BusyBox); what outlives us is then adopted later.
 */
export async function dieWithParent(signal: 'SIGINT' | 'SIGKILL'): Promise<readonly string[]> {
  setpriv ??= findSetpriv()
  const program = await setpriv
  return program === null ? [] : [program, '--pdeathsig', signal.slice(3), '--']
}

async function findSetpriv(): Promise<string | null> {
  if (process.platform !== 'linux') return null
  const program = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'setpriv'))
    .find(isRunnable)
  if (program === undefined) return null
  const said = await runProgram(program, ['--pdeathsig', 'KILL', '--', '/bin/sh', '-c', 'exit 0'], { timeoutMs: 30_000 })
  return said.code === 0 ? program : null
}

function isRunnable(program: string): boolean {
  try {
    accessSync(program, constants.X_OK)
    return true
  } catch {
    return false
  }
}
