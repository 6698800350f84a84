import type pg from 'pg'

/** What of an address node-postgres keeps to itself, by the name that libpq knows it under. */
const passedOn: Readonly<Record<string, string>> = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
}

/**
 * The environment in which one of PostgreSQL's own programs reaches the same database as the same role and under the same name, so that what a killed worker left
 * running is ended with its other sessions. Holds the password: it is for the environment of a child and nothing else, never for its arguments, which everybody on the machine can read.
 * The server ends such a session soon after its program has died.
 */
export function libpqEnvironment(client: pg.Client, url: string, name: string): Readonly<Record<string, string>> {
  const parameters = new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length))
  return {
    PGHOST: client.host,
    PGPORT: String(client.port),
    PGDATABASE: client.database ?? '',
    PGUSER: client.user ?? '',
    ...(typeof client.password === 'string' && { PGPASSWORD: client.password }),
    ...Object.fromEntries(
      Object.entries(passedOn).flatMap(([own, variable]) => (parameters.has(own) ? [[variable, parameters.get(own)!] as const] : [])),
    ),
    PGAPPNAME: name,
    PGCONNECT_TIMEOUT: '10',
    PGOPTIONS: '-c client_connection_check_interval=2s',
  }
}
