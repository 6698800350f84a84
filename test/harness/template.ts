import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { quoteIdentifier } from '../../src/base/sql.ts'
import { urlOf, withClient } from './admin.ts'

/** Databases that are filled once a run and then copied. */
const templates = {
  /** Upkeep's own database, migrated. */
  store: async (url: string) => {
    const { migrate } = await import('../../src/store/migrate.ts')
    await migrate(url)
  },
}

export type TemplateName = keyof typeof templates

const databaseOf = (name: TemplateName): string => `template_${name}`

/**
 * Makes a template where it isn't there yet and returns its database's name. Test files in several processes ask at once: an advisory lock lets
 * one make it. It is filled under another name and renamed when it is whole, so that one whose maker failed is never copied.
 */
export async function ensureTemplate(client: pg.Client, clusterUrl: string, name: TemplateName): Promise<string> {
  const database = databaseOf(name)
  await client.query("select pg_advisory_lock(hashtext('test template'))")
  try {
    const known = await client.query('select 1 from pg_database where datname = $1', [database])
    if (known.rowCount === 0) await makeTemplate(client, clusterUrl, name, database)
    return database
  } finally {
    await client.query("select pg_advisory_unlock(hashtext('test template'))")
  }
}

async function makeTemplate(client: pg.Client, clusterUrl: string, name: TemplateName, database: string): Promise<void> {
  const unfinished = `${database}_unfinished`
  await client.query(`drop database if exists ${quoteIdentifier(unfinished)} with (force)`)
  await client.query(`create database ${quoteIdentifier(unfinished)}`)
  await templates[name](urlOf(clusterUrl, unfinished))
  // A database that somebody is connected to can't be copied, and a connection ends a moment after its client has closed it.
  await client.query(`alter database ${quoteIdentifier(unfinished)} allow_connections false`)
  const sessions = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1'
  while ((await client.query(sessions, [unfinished])).rowCount !== 0) await sleep(10)
  await client.query(`alter database ${quoteIdentifier(unfinished)} rename to ${quoteIdentifier(database)}`)
}

export async function dropTemplates(clusterUrl: string): Promise<void> {
  await withClient(clusterUrl, async (client) => {
    for (const name of Object.keys(templates))
      await client.query(`drop database if exists ${quoteIdentifier(databaseOf(name as TemplateName))} with (force)`)
  })
}
