import { z } from 'zod'
import { UserError } from '../../base/errors.ts'
import { durationSchema } from '../../base/duration.ts'

const isOpenEnded = (text: string): boolean => /\$\{\w+\}/.test(text)
const isPostgresUrl = (text: string): boolean => /^(postgres|postgresql|socket):/.test(text)

export const postgresConfig = z.strictObject({
  url: z
    .string()
    .refine((text) => isOpenEnded(text) || isPostgresUrl(text), {
      // The text itself may hold a password, so it isn't repeated.
      error: 'expected a PostgreSQL address such as postgres://user@host:5432/database, or ${NAME} that holds one',
    })
    .describe(
      'The address of the database: postgres://user:password@host:port/database, kept in the environment and written as ${NAME}. ' +
        'A Unix socket is socket:/folder?db=name, or postgres://user@/name?host=/folder. Behind a pooler, give the address of the server itself where you can.',
    ),
  schemas: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Only these schemas are looked at. Defaults to every schema except those of the system.'),
  'statement-timeout': durationSchema.prefault('30s').describe('A single look that takes longer is ended by the server.'),
  'max-load': z
    .number()
    .positive()
    .optional()
    .describe(
      'Work pauses while the load average (1 min) of the machine is over this for each processor. Known where the server runs on the machine of the worker. Defaults to `UPKEEP_MAX_LOAD`, and that to 10.',
    ),
  'max-running': z
    .number()
    .int()
    .min(1)
    .default(50)
    .describe(
      'Of a server on another machine: work pauses while more sessions than this are at work at once. To see that takes pg_monitor.',
    ),
})

export type PostgresConfig = z.infer<typeof postgresConfig>

export type Address = {
  readonly url: string
  /** `-c name=value ...` that the address itself asks for. */
  readonly options: string
}

/**
 * The address without what we set ourselves: node-postgres lets a parameter in the URL win over one in its configuration, and the session's
 * name is what fencing goes by.
 */
export function readAddress(url: string): Address {
  if (!isPostgresUrl(url)) {
    throw new UserError('the address of the database is not a PostgreSQL one', {
      hint: 'write `url` as postgres://user@host:5432/database; is the environment variable that it names set?',
    })
  }
  const [base = '', query = ''] = splitOnce(url, '?')
  const parameters = new URLSearchParams(query)
  const options = parameters.get('options') ?? ''
  for (const name of ['application_name', 'fallback_application_name', 'options', 'statement_timeout', 'lock_timeout'])
    parameters.delete(name)
  return { url: parameters.size === 0 ? base : `${base}?${parameters.toString()}`, options }
}

function splitOnce(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
