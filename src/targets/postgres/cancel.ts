import { createConnection } from 'node:net'

/** Where a backend listens, and what lets one cancel what it does. */
export type CancelKey = { readonly host: string; readonly port: number; readonly processId: number; readonly secretKey: number }

/** CancelRequest of the wire protocol: length 16, code 1234.5678, process and secret. (PostgreSQL documentation, 54.7 Message Formats) */
function cancelRequest(key: CancelKey): Buffer {
  const packet = Buffer.alloc(16)
  packet.writeInt32BE(16, 0)
  packet.writeInt32BE((1234 << 16) | 5678, 4)
  packet.writeInt32BE(key.processId, 8)
  packet.writeInt32BE(key.secretKey, 12)
  return packet
}

/**
 * Asks the server to cancel what that backend is doing. Needs no sign-in and no free connection slot, and passes through poolers. Resolves when the
 * server has taken it, or after `timeoutMs`; whether it helped is seen by the statement itself.
 */
export async function requestCancel(key: CancelKey, timeoutMs = 2_000): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const socket = key.host.startsWith('/') ? createConnection(`${key.host}/.s.PGSQL.${key.port}`) : createConnection(key.port, key.host)
  socket.setTimeout(timeoutMs, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.on('close', () => resolve())
  // Not ended from this side: PgBouncer 1.18 dies of a client that leaves before it has passed the request on.
  socket.on('connect', () => socket.write(cancelRequest(key)))
  socket.resume()
  await promise
}
