import { formatSize } from '../../../base/size.ts'
import type { JsonObject } from '../../../base/json.ts'

/** What is free where an object lies. */
export type Room = JsonObject & {
  readonly freeBytes: number | null
  /** Why that is not known. */
  readonly why: string | null
}

/** Why a copy of `needBytes` may not be made, as a fact and a hint; null: there is room. Unknown room is no room, unless the task says how much may be taken (`room`). */
export function noRoom(
  needBytes: number,
  { freeBytes, why }: Room,
  allowedBytes: number | undefined,
): { why: string; hint: string } | null {
  if (freeBytes === null && allowedBytes === undefined) {
    return {
      why: `it needs up to ${formatSize(needBytes)} on the server's disk, and what is free there is not known: ${why}`,
      hint: 'look at the disk of the server, and say in the task how much of it the work may take (`room: 50 GiB`).',
    }
  }
  if (freeBytes !== null && freeBytes < needBytes) {
    return {
      why: `it needs up to ${formatSize(needBytes)} on the server's disk, and ${formatSize(freeBytes)} are free`,
      hint: 'free space there, or make the disk larger.',
    }
  }
  if (allowedBytes !== undefined && allowedBytes < needBytes) {
    return {
      why: `it needs up to ${formatSize(needBytes)} on the server's disk, and the task allows ${formatSize(allowedBytes)}`,
      hint: 'allow more with `room`, if the disk has it.',
    }
  }
  return null
}
