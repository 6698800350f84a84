import pg from 'pg'
import { expect, it } from 'vitest'
import { libpqEnvironment } from './libpq.ts'

it('says in the words of libpq what the address says, the password and the way of encryption too', () => {
  const url = 'postgres://ann:s%40crt@db.example:5433/shop?sslmode=verify-full&sslrootcert=/etc/ca.pem'
  const client = new pg.Client({ connectionString: 'postgres://ann:s%40crt@db.example:5433/shop' })
  expect(libpqEnvironment(client, url, 'upkeep:1:2')).toEqual({
    PGHOST: 'db.example',
    PGPORT: '5433',
    PGDATABASE: 'shop',
    PGUSER: 'ann',
    PGPASSWORD: 's@crt',
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: '/etc/ca.pem',
    PGAPPNAME: 'upkeep:1:2',
    PGCONNECT_TIMEOUT: '10',
    PGOPTIONS: '-c client_connection_check_interval=2s',
  })
})

it('takes the folder of a socket for the host', () => {
  const url = 'postgres://ann@/shop?host=/run/postgresql'
  const { PGHOST, PGDATABASE } = libpqEnvironment(new pg.Client({ connectionString: url }), url, 'x')
  expect({ PGHOST, PGDATABASE }).toEqual({ PGHOST: '/run/postgresql', PGDATABASE: 'shop' })
})
