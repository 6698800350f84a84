import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Place } from './place.ts'

/** How long each of a server's log files was at a moment, in bytes. */
export type LogMarks = ReadonlyMap<string, number>

/** Where the server speaks until it has opened its own log files in data/log. */
export const startLog = (place: Place): string => join(place.home, 'start.log')

export async function markLogs(place: Place): Promise<LogMarks> {
  const files = await logFiles(place)
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  )
  return new Map(files.map((file, index) => [file, sizes[index]!]))
}

/** What the server has written since, oldest file first. Of a file that was begun anew, all of it. */
export async function readLogsSince(place: Place, marks: LogMarks): Promise<string> {
  const texts = await Promise.all((await logFiles(place)).map((file) => readFrom(file, marks.get(file) ?? 0)))
  return texts.filter((text) => text !== '').join('\n')
}

/** The lines of a server's log that say why it ended, without their prefix of time and process. */
export function fatalLines(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/^\d{4}-\d\d-\d\d .*?\[\d+\] /, '').trim())
  const telling = lines.filter((line) => /(FATAL|PANIC|ERROR|HINT|DETAIL): |(could not|invalid|unrecognized|syntax error) /.test(line))
  return (telling.length > 0 ? telling : lines.filter((line) => line !== '')).slice(-6)
}

async function logFiles(place: Place): Promise<readonly string[]> {
  const folder = join(place.data, 'log')
  const names = await readdir(folder).catch(() => [])
  return [startLog(place), ...names.filter((name) => name.endsWith('.log')).map((name) => join(folder, name))]
}

async function readFrom(path: string, from: number): Promise<string> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return ''
  try {
    const { size } = await file.stat()
    const start = Math.max(size < from ? 0 : from, size - maxReadBytes)
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - start), position: start })
    return buffer.toString('utf8', 0, bytesRead).trim()
  } finally {
    await file.close()
  }
}

const maxReadBytes = 64 * 1024
