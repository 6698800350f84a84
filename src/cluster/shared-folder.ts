import { mkdir, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'

/**
 * The folder that every account of this machine can enter and only root can write, for what the server's account has to reach:
 * /var/lib/upkeep, and as a last resort the folder for temporary files.
 */
export async function sharedFolder(): Promise<string> {
  const folder = '/var/lib/upkeep'
  return mkdir(folder, { recursive: true, mode: 0o755 }).then(
    async () => realpath(folder),
    async () => realpath(tmpdir()),
  )
}
