import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { credentials } from '../auth.ts'
import { ApiError, errorAnswers } from '../error-catalogue.ts'
import { noQuery } from '../inputs.ts'
import type { Routes } from '../app.ts'

const mostStreams = 200
/** A reader that has let this much pile up is cut off; it comes back and gets a new `hello`. */
const mostBufferedBytes = 256 * 1024

/** To clients it is text; here it is what the text is read from. */
const eventStream = z.string() as z.ZodType as z.ZodType<Readable>

/**
 * Server-sent events. Each stream begins with `hello`, then tells of every change that `watch` tells of, and of nothing else but a `ping` every 15 s.
 * It ends when the reader goes, when the server closes, and at the ping after its token was revoked. Nothing is replayed: a reader
 * that comes back sees `hello` and asks anew for what it shows.
 */
export const eventRoutes: Routes = (app, { useCases, heartbeatMs }) => {
  const open = new Set<PassThrough>()
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end()
  })

  app.get(
    '/api/events',
    {
      // A HEAD would open a stream that nobody reads.
      exposeHeadRoute: false,
      config: { access: 'viewer', endless: true },
      schema: {
        operationId: 'events',
        tags: ['live'],
        summary: 'Changes as they happen (server-sent events)',
        description:
          'Events `hello`, then `run`, `finding`, `stack` and `worker` with `{ kind, id, stack?, task? }`. They name what changed; ask for its state. A `ping` comes every 15 s.',
        querystring: noQuery,
        response: { 200: { content: { 'text/event-stream': { schema: eventStream } } }, ...errorAnswers },
      },
    },
    async (request, reply) => {
      if (open.size >= mostStreams)
        throw new ApiError(
          'not-available',
          `${open.size} live streams are open, and no more are served`,
          'close other pages, or ask for the state now and then instead.',
        )
      const { secret } = credentials(request)
      const stream = new PassThrough()
      const send = (text: string): void => {
        if (stream.writableLength > mostBufferedBytes) stream.destroy()
        else if (stream.writable) stream.write(text)
      }
      const stopWatching = useCases.watch((event) => send(`event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`))
      const heartbeat = setInterval(() => {
        send('event: ping\ndata: {}\n\n')
        useCases.authenticate(secret ?? '').then(
          (actor) => actor ?? stream.end(),
          (error: unknown) => request.log.debug({ err: error }, 'could not check the token of a live stream; it stays open'),
        )
      }, heartbeatMs)
      open.add(stream)
      stream.once('close', () => {
        open.delete(stream)
        clearInterval(heartbeat)
        stopWatching()
      })
      send('retry: 2000\nevent: hello\ndata: {}\n\n')
      return reply
        .type('text/event-stream')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .serializer(String)
        .send(stream)
    },
  )
}
