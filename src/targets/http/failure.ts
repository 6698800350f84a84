import { describeError, RemoteError } from '../../base/errors.ts'

const certificateCodes = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_REVOKED',
])

/** A failed request as a RemoteError that says what a person can do, and whether a retry can cure it. `what` is the method and the address. */
export function requestFailure(what: string, error: unknown): RemoteError {
  if (error instanceof RemoteError) return error
  const code = codeOf(error)
  const fail = (fact: string, transient: boolean, hint: string): RemoteError =>
    new RemoteError(`${what}: ${fact}`, { transient, hint, cause: error })
  if (code === 'ECONNREFUSED')
    return fail('connection refused', true, 'nothing listens there: is the service running, and is the port right?')
  if (code === 'ENOTFOUND') return fail('no such host name', false, 'check the name in the target, and the name server of this host.')
  if (code === 'EAI_AGAIN')
    return fail('the name server gave no answer', true, 'the name server of this host is unreachable or overloaded.')
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return fail('no route to the host', true, 'check the network between this host and the service.')
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET')
    return fail(
      'the service closed the connection before its answer was complete',
      true,
      'look into the log of the service for a crash or a restart.',
    )
  if (certificateCodes.has(code))
    return fail(
      `the certificate was not accepted (${describeError(error)})`,
      false,
      'renew the certificate, or name its authority in NODE_EXTRA_CA_CERTS.',
    )
  if (code === 'EPROTO' || code.startsWith('ERR_SSL'))
    return fail('no TLS connection came about', false, 'does the service speak TLS on this port? http:// and https:// may be swapped.')
  if ((error instanceof Error && error.name === 'HTTPParserError') || code.startsWith('UND_ERR_HEADERS'))
    return fail(`the answer is not valid HTTP (${describeError(error)})`, false, 'does something else listen on this port?')
  return fail(describeError(error), true, 'look into the log of the service.')
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (typeof code === 'string') return code
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : ''
}
