import type { DiskRoom } from '../../../targets/postgres/disk-room.ts'
import type { Growth } from './samples.ts'

/** What the database can still grow into; null: neither is known. The nearer end counts. */
export type Room = { readonly bytes: number; readonly of: 'limit' | 'disk' } | null

/** `limitBytes`: `max-size` of the task. Others write to the disk too, so it may be full earlier. */
export function roomFor(databaseBytes: number, limitBytes: number | null, disk: DiskRoom | null): Room {
  const limit: Room = limitBytes === null ? null : { bytes: limitBytes - databaseBytes, of: 'limit' }
  const free = disk?.freeBytes ?? null
  return free !== null && (limit === null || free < limit.bytes) ? { bytes: free, of: 'disk' } : limit
}

/** 0 when it is full already; null when that is not known, or it shrinks or stands still. */
export function daysUntilFull(room: Room, bytesPerDay: number | null): number | null {
  if (room === null) return null
  if (room.bytes <= 0) return 0
  return bytesPerDay !== null && bytesPerDay > 0 ? room.bytes / bytesPerDay : null
}

const dayMs = 86_400_000

/** A rate is believed for so many times the span that it was measured over: what an hour of filling says about next week is nothing. Ours. */
const believed = 7

/** The days left, when they are fewer than `limitDays` and growth was measured for long enough to say so; else null. */
export function endInSight(room: Room, growth: Growth | null, limitDays: number): number | null {
  const days = daysUntilFull(room, growth?.bytesPerDay ?? null)
  return days !== null && growth !== null && days < limitDays && days <= (believed * growth.overMs) / dayMs ? days : null
}
