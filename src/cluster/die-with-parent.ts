import { runProgram } from './run-program.ts'

let setprivWorks: Promise<boolean> | undefined

/**
 * The words to put before a command so that the kernel sends it this signal when the process (to be exact: the thread) that started it dies,
 * even by kill -9: setpriv of util-linux 2.33 or newer. Empty where there is none (macOS, BusyBox); what outlives us is then adopted later.
 */
export async function dieWithParent(signal: 'SIGINT' | 'SIGKILL'): Promise<readonly string[]> {
  const words = ['setpriv', '--pdeathsig', signal.slice(3), '--']
  setprivWorks ??= process.platform === 'linux' ? runProgram(words[0]!, [...words.slice(1), 'true'], { timeoutMs: 5000 }).then((said) => said.code === 0) : Promise.resolve(false)
  return (await setprivWorks) ? words : []
}
