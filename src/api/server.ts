import { isIP } from 'node:net'
import { join } from 'node:path'
import { UserError } from '../base/errors.ts'
import type { Logger } from '../base/logger.ts'
import type { UseCases } from '../app/use-cases.ts'
import { treeRoot, version } from '../app/version.ts'
import { createApi } from './create-api.ts'

export type Server = {
  /** Returns the URL to open. Throws a UserError when the port or the address can't be had. */
  listen(where: { readonly host: string; readonly port: number }): Promise<string>
  close(): Promise<void>
}

/**
 * The HTTP server as `upkeep serve` runs it. From the environment: UPKEEP_ALLOWED_HOSTS (names that a reverse proxy passes on) and
 * UPKEEP_TRUSTED_PROXIES (addresses or CIDR ranges whose X-Forwarded headers are believed), both separated by commas.
 */
export function createServer(parts: {
  readonly useCases: UseCases
  readonly log: Logger
  readonly env: Readonly<Record<string, string | undefined>>
}): Server {
  const trustedProxies = listOf(parts.env['UPKEEP_TRUSTED_PROXIES'])
  const wrong = trustedProxies.find((address) => isIP(address.split('/', 1)[0]!) === 0)
  if (wrong !== undefined)
    throw new UserError(`UPKEEP_TRUSTED_PROXIES has ${JSON.stringify(wrong)}, which is not an IP address`, {
      hint: 'give addresses or ranges such as 10.0.0.0/8.',
    })
  const allowedHosts = listOf(parts.env['UPKEEP_ALLOWED_HOSTS'])
  let close: () => Promise<void> = () => Promise.resolve()
  return {
    listen: async ({ host, port }) => {
      const app = await createApi({
        useCases: parts.useCases,
        log: parts.log,
        webRoot: join(treeRoot, 'web', 'dist'),
        version,
        boundTo: host,
        allowedHosts,
        trustedProxies,
      })
      close = () => app.close()
      return app.listen({ host, port }).catch((error: unknown) => {
        throw explainListen(error, host, port)
      })
    },
    close: () => close(),
  }
}

const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

function explainListen(error: unknown, host: string, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new UserError(`port ${port} on ${host} is taken by another program`, {
        hint: 'does `upkeep up` run already? set UPKEEP_PORT to a free port, or to 0 for any.',
        cause: error,
      })
    case 'EACCES':
      return new UserError(`this user may not listen on port ${port}`, { hint: 'set UPKEEP_PORT to a port from 1024 on.', cause: error })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new UserError(`${host} is not an address of this machine`, {
        hint: 'set UPKEEP_BIND to 127.0.0.1, to 0.0.0.0 for all addresses, or to one that `ip address` lists.',
        cause: error,
      })
    default:
      return error
  }
}
