import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

/** A TCP port of the loopback address that nobody listens on right now: the wanted one if it is free, else any. Another process may still take it first. */
export async function freePort(wanted: number | null): Promise<number> {
  return (wanted === null ? null : await tryPort(wanted)) ?? (await tryPort(0))!
}

async function tryPort(port: number): Promise<number | null> {
  const { promise, resolve } = Promise.withResolvers<number | null>()
  const server = createServer()
  server.on('error', () => resolve(null))
  server.listen({ host: '127.0.0.1', port }, () => {
    const found = (server.address() as AddressInfo).port
    server.close(() => resolve(found))
  })
  return promise
}
