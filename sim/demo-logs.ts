import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const minuteMs = 60_000
const burstBytes = 1_000_000
const burstFiles = 8

/** Whatever nobody deletes, the demo stops writing here: a demo that was forgotten must not fill a disk. */
const fullAtBytes = 50_000_000

/**
 * Log files as a talkative collector leaves them: a small one at each call, and every sixth minute a burst of 8 MB, so that the limit on this folder is
 * exceeded again and again and something has to be deleted. The first call leaves a burst that is an hour old.
 * Returns how many bytes were written.
 */
export async function writeLogs(folder: string, now: Date): Promise<number> {
  await mkdir(folder, { recursive: true })
  const names = (await readdir(folder)).filter((name) => name.startsWith('collector-'))
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  if (sizes.reduce((sum, size) => sum + size, 0) > fullAtBytes) return 0
  if (names.length === 0) return await writeBurst(folder, new Date(now.getTime() - 60 * minuteMs))
  const slot = Math.floor(now.getTime() / (6 * minuteMs)) * 6 * minuteMs
  const small = await writeLog(folder, now, 20_000)
  return names.some((name) => name.startsWith(`collector-burst-${stamp(new Date(slot))}`)) || now.getTime() - slot > minuteMs
    ? small
    : small + (await writeBurst(folder, new Date(slot)))
}

async function writeBurst(folder: string, at: Date): Promise<number> {
  const parts = await Promise.all(
    Array.from({ length: burstFiles }, (_, part) => writeLog(folder, at, burstBytes, `burst-${stamp(at)}-${part}`)),
  )
  return parts.reduce((sum, bytes) => sum + bytes, 0)
}

async function writeLog(folder: string, at: Date, bytes: number, name = stamp(at)): Promise<number> {
  const line = `${JSON.stringify({ time: at.toISOString(), batch: at.getTime(), exchange: 'Binance', duration_ms: 812, record_count: 560, status: 'success' })}\n`
  const text = line.repeat(Math.ceil(bytes / line.length))
  const file = join(folder, `collector-${name}.log`)
  await writeFile(file, text)
  await utimes(file, at, at)
  return text.length
}

const stamp = (at: Date): string => at.toISOString().replaceAll(/[-:]/g, '').slice(0, 15)
