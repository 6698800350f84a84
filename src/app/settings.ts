import { resolve } from 'node:path'
import { UserError } from '../base/errors.ts'

/** Where this Upkeep lives: from the environment, with defaults that suit a checkout. */
export type Settings = {
  /** UPKEEP_HOME: all state of this Upkeep. Defaults to .upkeep in the current folder. */
  readonly home: string
  /** UPKEEP_PORT: of the page and the API. Defaults to 8000; 0 takes any free one. */
  readonly port: number
  /** UPKEEP_BIND: the address to listen on. Defaults to 127.0.0.1. */
  readonly bind: string
  /** UPKEEP_DATABASE_URL: a PostgreSQL to keep state in, instead of the embedded one. */
  readonly databaseUrl: string | null
}

export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const port = Number(env['UPKEEP_PORT'] ?? 8000)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UserError(`UPKEEP_PORT is ${JSON.stringify(env['UPKEEP_PORT'])}, which is not a port`, {
      hint: 'give a number from 1 to 65535, or 0 for any free port.',
    })
  const url = env['UPKEEP_DATABASE_URL']
  if (url !== undefined && url !== '' && !/^(postgres(ql)?|socket):/.test(url))
    throw new UserError('UPKEEP_DATABASE_URL is not a PostgreSQL URL', { hint: 'it begins with postgresql://' })
  return { home: resolve(env['UPKEEP_HOME'] || '.upkeep'), port, bind: env['UPKEEP_BIND'] || '127.0.0.1', databaseUrl: url || null }
}
