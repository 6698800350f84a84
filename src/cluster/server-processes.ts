import { readdir, readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { runProgram } from './run-program.ts'

/**
 * True when this process is a PostgreSQL server process of this data folder. A number in a left-over file proves nothing: after a reboot, or in
 * a container, another process may have it.
 */
export async function isServerProcess(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'linux') return worksIn(pid, data)
  const said = await runProgram('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { timeoutMs: 30_000 })
  return said.stdout.includes('postgres') && said.stdout.includes(data)
}

/**
 * All server processes of this data folder: the postmaster, and after its death the backends that haven't noticed yet, which still write.
 * Known on Linux only; elsewhere none.
 */
export async function serverProcesses(data: string): Promise<readonly number[]> {
  if (process.platform !== 'linux') return []
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(pids.map((pid) => worksIn(pid, data)))
  return pids.filter((_, index) => found[index])
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Server processes make the data folder their working directory. A package update leaves them with a deleted program. */
async function worksIn(pid: number, data: string): Promise<boolean> {
  try {
    const [folder, program] = await Promise.all([readlink(`/proc/${pid}/cwd`), readlink(`/proc/${pid}/exe`)])
    return folder === data && basename(program).startsWith('postgres')
  } catch {
    return false // gone, a zombie, or another user's
  }
}
