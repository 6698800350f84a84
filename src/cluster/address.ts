import { superuser } from './password.ts'

/** Where a running server is reached. */
export type Address = {
  readonly socketFolder: string
  /** Also part of the name of the socket. */
  readonly port: number
  /** True when it listens at 127.0.0.1 too. */
  readonly tcp: boolean
  readonly password: string
}

/** Over the Unix socket, in the one form that node-postgres, libpq (psql, pg_dump) and `new URL()` all read: the folder as an encoded host name. */
export const socketUrl = (address: Address, database: string): string => url(address, encodeURIComponent(address.socketFolder), database)

export const loopbackUrl = (address: Address, database: string): string => url(address, '127.0.0.1', database)

function url({ password, port }: Address, host: string, database: string): string {
  return `postgresql://${superuser}:${encodeURIComponent(password)}@${host}:${port}/${encodeURIComponent(database)}`
}
