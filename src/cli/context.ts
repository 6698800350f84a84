import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../base/errors.ts'
import type { App } from '../app/index.ts'
import type { Actor, UseCases } from '../app/use-cases.ts'
import type { ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** A command: reads what was typed, calls the use cases, shows the result. Errors are thrown; program.ts words them. */
export type Command<Args extends readonly unknown[] = readonly string[], Options = object> = (
  terminal: Terminal,
  args: Args,
  options: Options,
) => Promise<ExitCode>

export type JsonOption = { readonly json?: boolean }

/** The command line speaks for whoever runs it: who can reach the database can do everything, and the audit says who it was. */
export function localActor(): Actor {
  return { name: `${userName()} (command line)`, role: 'admin' }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A user id without an entry in the user database: containers have such.
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

export const printJson = (terminal: Terminal, value: unknown): void => terminal.out(JSON.stringify(value, null, 2))

/** Opens Upkeep, does the work, closes it again, whatever happens. Refuses where none was ever started, rather than making one. */
export async function withApp<T>(work: (useCases: UseCases, app: App) => Promise<T>): Promise<T> {
  const { openApp, readSettings } = await import('../app/index.ts')
  const settings = readSettings(process.env)
  if (settings.databaseUrl === null && !existsSync(join(settings.home, 'state'))) {
    throw new UserError(`there is no Upkeep in ${settings.home}`, {
      hint: '`upkeep up` starts one there; UPKEEP_HOME or UPKEEP_DATABASE_URL name another.',
    })
  }
  const app = await openApp({ settings })
  try {
    return await work(app.useCases, app)
  } finally {
    await app.close()
  }
}
