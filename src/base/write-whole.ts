import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'

/**
 * Writes a file so that readers, and we ourselves after a crash, see the old text or the whole new one. A link in the file's place is replaced,
 * not followed, since its folder may belong to another account.
 */
export async function writeWhole(
  path: string,
  text: string,
  options: { mode: number; owner?: { uid: number; gid: number } | undefined },
): Promise<void> {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(unfinished, 'wx', options.mode)
  try {
    if (options.owner) await file.chown(options.owner.uid, options.owner.gid)
    await file.writeFile(text)
    await file.sync()
    await file.close()
    await rename(unfinished, path)
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(unfinished, { force: true })
    throw error
  }
}
