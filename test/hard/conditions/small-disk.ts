import { spawn } from 'node:child_process'
import { closeSync, openSync, statfsSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from '../../harness/index.ts'

/** A disk of its own of a few megabytes, which a test fills and frees. */
export type SmallDisk = AsyncDisposable & {
  readonly path: string
  /** Takes all room but so many bytes, at one stroke: what else this process does stands still meanwhile, and can't be through with its work before the disk is full. */
  fill(leaveBytes: number): void
  /** Gives the room back. */
  free(): Promise<void>
}

/** Mounts, and takes the mount away again when the test's end, or its death, closes the pipe. */
const script = `set -e
mount -t tmpfs -o "size=$2m,mode=0711" none "$1"
echo mounted
cat >/dev/null
umount -l "$1"`

/** Throws where this process may not mount: the test can't be done there, and doesn't pass for done. */
export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const { path } = await temporaryFolder()
  const child = spawn('/bin/sh', ['-c', script, 'small disk', path, String(megabytes)], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said = { out: '', error: '' }
  child.stderr.on('data', (text: Buffer) => (said.error += text.toString()))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const mounted = new Promise<boolean>((resolve) => {
    child.stdout.once('data', () => resolve(true))
    void ended.then(() => resolve(false))
  })
  if (!(await mounted))
    throw new Error(
      `no small disk could be mounted: ${said.error.trim()}\nHINT: mounting a tmpfs needs root (CAP_SYS_ADMIN): run this test so.`,
    )
  const ballast = join(path, 'ballast')
  return {
    path,
    fill: (leaveBytes) => {
      const { bavail, bsize } = statfsSync(path)
      const file = openSync(ballast, 'a')
      const block = Buffer.alloc(1_048_576)
      try {
        for (let left = bavail * bsize - leaveBytes; left > 0; left -= block.length) writeSync(file, block, 0, Math.min(left, block.length))
      } catch (error) {
        // Somebody else took the rest.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
    },
    free: () => rm(ballast, { force: true }),
    [Symbol.asyncDispose]: async () => {
      child.stdin.end()
      await ended
    },
  }
}
