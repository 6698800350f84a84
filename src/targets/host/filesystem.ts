import { statfs } from 'node:fs/promises'

export type Filesystem = {
  readonly sizeBytes: number
  readonly usedBytes: number
  /** What others than root may still write. */
  readonly availableBytes: number
  /** null: this file system makes inodes as it needs them (btrfs, zfs and the like). */
  readonly inodes: { readonly total: number; readonly free: number } | null
}

/** The file system that holds a path, by statfs(2). */
export async function readFilesystem(path: string): Promise<Filesystem> {
  const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(path)
  return {
    sizeBytes: blocks * bsize,
    usedBytes: (blocks - bfree) * bsize,
    availableBytes: bavail * bsize,
    inodes: files > 0 ? { total: files, free: ffree } : null,
  }
}

/** Used space in percent as df(1) counts it: of what is used and available, without the blocks reserved for root. */
export function usedPercent({ usedBytes, availableBytes }: Pick<Filesystem, 'usedBytes' | 'availableBytes'>): number {
  const usable = usedBytes + availableBytes
  return usable === 0 ? 0 : (usedBytes / usable) * 100
}
