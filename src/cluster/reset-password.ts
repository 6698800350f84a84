import { join } from 'node:path'
import { RemoteError } from '../base/errors.ts'
import { quoteIdentifier, quoteLiteral } from '../base/sql.ts'
import { superuser } from './password.ts'
import type { Place } from './place.ts'
import { runProgram } from './run-program.ts'
import type { Server } from './server.ts'

/**
 * Gives the superuser of a cluster a new password, for when the file with the old one is lost: whoever owns the data folder may do that, in
 * single-user mode, where the statement comes over standard input. No server may run on the folder.
 */
export async function resetPassword(place: Place, server: Server, password: string): Promise<void> {
  const statement = `alter role ${quoteIdentifier(superuser)} password ${quoteLiteral(password)}\n`
  const args = ['--single', '-D', place.data, '-c', 'logging_collector=off', '-c', 'log_statement=none', 'postgres']
  const said = await runProgram(join(server.binDir, 'postgres'), args, { account: place.account, input: statement, timeoutMs: 600_000 })
  if (said.code === 0 && !said.stderr.includes('ERROR:')) return
  throw new RemoteError(
    `the password of the cluster in ${place.data} was lost and can't be set anew: ${said.problem ?? 'the statement failed'}`,
    {
      transient: false,
      hint: `bring back ${join(place.home, 'password')} from a copy.`,
    },
  )
}
