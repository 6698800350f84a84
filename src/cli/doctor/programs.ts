import { describeError } from '../../base/errors.ts'
import { UserError } from '../../base/errors.ts'
import { refuseOldState } from '../../base/postgres-version.ts'
import { onPath } from './check.ts'
import type { Check } from './check.ts'

const neededMajor = 24

export const nodeVersion: Check = async () => {
  const found = `Node ${process.versions.node}`
  const fine = Number(process.versions.node.split('.', 1)[0]) >= neededMajor
  return fine
    ? { name: 'Node', state: 'fine', found }
    : {
        name: 'Node',
        state: 'missing',
        found,
        hint: `Upkeep needs Node ${neededMajor}: \`npm ci\` installs the pinned one, and ./upkeep finds it.`,
      }
}

export const postgresServer: Check = async ({ databaseUrl }) => {
  const name = 'PostgreSQL server'
  try {
    const { findServer } = await import('../../cluster/index.ts')
    const { version, origin, binDir } = await findServer()
    return { name, state: 'fine', found: `${version}, ${origin === 'package' ? 'the one that npm installed' : binDir}` }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    // With a database of their own people can do without; the demo can't.
    return { name, state: databaseUrl === null ? 'missing' : 'poorer', found: error.message, ...(error.hint && { hint: error.hint }) }
  }
}

export const postgresTools: Check = async () => {
  const name = 'PostgreSQL client tools'
  const wanted = ['psql', 'pg_dump', 'pg_restore', 'pg_basebackup']
  const missing = wanted.filter((program) => onPath(program) === null)
  if (missing.length === 0) return { name, state: 'fine', found: onPath('pg_dump')! }
  return {
    name,
    state: 'poorer',
    found: `without ${missing.join(', ')}: no backups by dump`,
    hint: 'Debian, Ubuntu: apt-get install postgresql-client; macOS: brew install libpq.',
  }
}

export const setpriv: Check = async () => {
  const name = 'setpriv'
  const found = onPath('setpriv')
  if (found !== null) return { name, state: 'fine', found }
  return {
    name,
    state: 'poorer',
    found: 'none: after a kill -9 the embedded PostgreSQL goes on until the next start takes it over',
    hint: 'Debian, Ubuntu: apt-get install util-linux.',
  }
}

export const chromium: Check = async () => {
  const name = 'Chromium'
  const found = onPath('chromium', 'chromium-browser', 'google-chrome')
  return found === null
    ? {
        name,
        state: 'poorer',
        found: 'none: the tests of the page need it, and nothing else does',
        hint: 'Debian, Ubuntu: apt-get install chromium.',
      }
    : { name, state: 'fine', found }
}

export const stateDatabase: Check = async ({ databaseUrl, home }) => {
  const name = 'state database'
  if (databaseUrl === null) return { name, state: 'fine', found: `embedded, in ${home}` }
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
  // Before it is connected, an error comes twice: from connect, and as an event that would end the process.
  client.on('error', () => {})
  const where = `${client.host}:${client.port}, database ${client.database}`
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version")
    refuseOldState(rows[0]!.version)
    return { name, state: 'fine', found: `PostgreSQL ${rows[0]!.version} at ${where}` }
  } catch (error) {
    return {
      name,
      state: 'missing',
      found: `${where}: ${describeError(error)}`,
      hint: 'mend UPKEEP_DATABASE_URL, or unset it to use the embedded one.',
    }
  } finally {
    await client.end().catch(() => {})
  }
}
