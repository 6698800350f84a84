import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { sql } from '../../base/sql.ts'
import { openSession } from './session.ts'

/** A message of the protocol: its kind, its length, what it says. (PostgreSQL documentation, 54.7 Message Formats) */
function message(kind: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(kind), length, body])
}

const authenticated = message('R', Buffer.alloc(4))
const ready = message('Z', Buffer.from('I'))
const dying = message('E', Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'))

it('a server that dies in the moment in which it lets us in is a lost connection, and no end of the process', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(Buffer.concat([authenticated, ready, dying])))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const signal = new AbortController().signal
  try {
    const session = await openSession({
      address: { url: `postgres://me@127.0.0.1:${port}/db`, options: '' },
      name: 'test',
      settings: {},
      signal,
    })
    await expect(session.run(sql`select 1`)).rejects.toMatchObject({ name: 'RemoteError', transient: true })
    await session.close()
  } finally {
    server.close()
  }
})
