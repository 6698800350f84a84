import { formatSize } from '../../base/size.ts'

/** What a program wrote, as text; of much output the beginning and the end. */
export type Captured = { readonly text: string; readonly bytes: number; readonly leftOutBytes: number }

export type Capture = {
  write(chunk: Buffer): void
  /** `clean` gets each kept part, and whether it was cut at its start or end. */
  read(clean: (text: string, cut: { start: boolean; end: boolean }) => string): Captured
}

/** Keeps the first `headBytes` and the last `tailBytes` of a stream, and never much more than that in memory. */
export function createCapture(headBytes: number, tailBytes: number): Capture {
  const head: Buffer[] = []
  const tail: Buffer[] = []
  let inHead = 0
  let inTail = 0
  let bytes = 0
  return {
    write(chunk) {
      bytes += chunk.length
      const forHead = chunk.subarray(0, headBytes - inHead)
      const forTail = chunk.subarray(forHead.length)
      if (forHead.length > 0) head.push(forHead)
      inHead += forHead.length
      if (forTail.length > 0) tail.push(forTail)
      inTail += forTail.length
      while (tail.length > 0 && inTail - tail[0]!.length >= tailBytes) inTail -= tail.shift()!.length
    },
    read(clean) {
      const end = Buffer.concat(tail).subarray(-tailBytes)
      const leftOutBytes = bytes - inHead - end.length
      if (leftOutBytes === 0)
        return { text: clean(Buffer.concat([...head, end]).toString(), { start: false, end: false }), bytes, leftOutBytes }
      const first = clean(withoutBrokenEnd(Buffer.concat(head)).toString(), { start: false, end: true })
      const last = clean(withoutBrokenStart(end).toString(), { start: true, end: false })
      return { text: `${first}\n[... ${formatSize(leftOutBytes)} left out ...]\n${last}`, bytes, leftOutBytes }
    },
  }
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80

/** Without the beginning of a UTF-8 character whose rest was cut off. */
function withoutBrokenEnd(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && bytes.length - end < 3 && isContinuation(bytes[end - 1])) end--
  const first = bytes[end - 1] ?? 0
  const needed = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
  return end > 0 && bytes.length - end + 1 < needed ? bytes.subarray(0, end - 1) : bytes
}

/** Without the end of a UTF-8 character whose beginning was cut off. */
function withoutBrokenStart(bytes: Buffer): Buffer {
  let start = 0
  while (start < 3 && isContinuation(bytes[start])) start++
  return bytes.subarray(start)
}
