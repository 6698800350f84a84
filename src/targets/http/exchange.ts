import type { Client, Dispatcher } from 'undici'
import { formatSize } from '../../base/size.ts'
import { formatDuration } from '../../base/duration.ts'
import { RemoteError } from '../../base/errors.ts'
import { requestFailure } from './failure.ts'

export type HttpAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Buffer
  /** From the beginning of the request to the end of the answer's headers. */
  readonly firstByteMs: number
  /** From the beginning of the request to the last byte of the body: what `curl -w %{time_total}` shows. */
  readonly totalMs: number
}

export type Exchange = {
  readonly method: Dispatcher.HttpMethod
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly timeoutMs: number
  readonly maxBodyBytes: number
  readonly signal: AbortSignal
}

/**
 * One request and its whole answer. Promises: it ends within `timeoutMs`, whatever the other side does or leaves undone; it keeps no more than
 * `maxBodyBytes`; it follows no redirect, so that headers go to no other host. Throws a RemoteError; what `signal` was aborted with passes as it is.
 */
export async function exchange(client: Client, what: string, options: Exchange): Promise<HttpAnswer> {
  const deadline = AbortSignal.timeout(options.timeoutMs)
  const signal = AbortSignal.any([options.signal, deadline])
  const started = performance.now()
  let phase = 'no answer came'
  try {
    const answer = await client.request({
      method: options.method,
      path: options.path,
      headers: options.headers,
      body: options.body ?? null,
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const firstByteMs = performance.now() - started
    phase = `it answered ${answer.statusCode}, but its body stalled`
    const body = await readBody(answer.body, what, options.maxBodyBytes)
    return { status: answer.statusCode, headers: answer.headers, body, firstByteMs, totalMs: performance.now() - started }
  } catch (error) {
    options.signal.throwIfAborted()
    if (deadline.aborted) {
      throw new RemoteError(`${what}: ${phase} within ${formatDuration(options.timeoutMs)}`, {
        transient: true,
        hint: 'the service is overloaded or hangs; the limit is `timeout` of the target.',
        cause: error,
      })
    }
    throw requestFailure(what, error)
  }
}

async function readBody(stream: AsyncIterable<Buffer>, what: string, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  // Leaving the loop by a throw destroys the stream, and the connection with it: nothing more is read.
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > maxBytes) {
      throw new RemoteError(`${what}: the answer is longer than ${formatSize(maxBytes)}`, {
        transient: false,
        hint: 'ask for a smaller document, or raise `max-body` of the target.',
      })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
