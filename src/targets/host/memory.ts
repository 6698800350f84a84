import { readFile } from 'node:fs/promises'
import { freemem, totalmem } from 'node:os'
import { formatSize } from '../../base/size.ts'
import { Unreadable } from './reading.ts'

export type Memory = {
  readonly totalBytes: number
  /** What programs can still get without swapping: the kernel's own estimate, which counts reclaimable caches. */
  readonly availableBytes: number
  readonly swapTotalBytes: number
  readonly swapFreeBytes: number
}

/** The four lines of /proc/meminfo that matter (proc_meminfo(5); MemAvailable since Linux 3.14). Throws an Unreadable when one is missing. */
export function parseMeminfo(text: string): Memory {
  const bytesOf = (name: string): number => {
    const kib = new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1]
    if (kib === undefined) throw new Unreadable(`/proc/meminfo has no line ${name}`)
    return Number(kib) * 1024
  }
  return {
    totalBytes: bytesOf('MemTotal'),
    availableBytes: bytesOf('MemAvailable'),
    swapTotalBytes: bytesOf('SwapTotal'),
    swapFreeBytes: bytesOf('SwapFree'),
  }
}

export async function readMemory(): Promise<Memory> {
  if (process.platform === 'linux') return parseMeminfo(await readFile('/proc/meminfo', 'utf8'))
  // Elsewhere free memory leaves out caches that the system would give back at once: to judge it would be a false alarm.
  throw new Unreadable(
    `${process.platform} does not tell how much memory is available (${formatSize(freemem())} of ${formatSize(totalmem())} are free, caches not counted)`,
  )
}
