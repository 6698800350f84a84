import { RemoteError, UserError } from '../../base/errors.ts'

/** Classes and codes of SQLSTATE that pass by themselves: connection, resources, shutdown, serialisation, deadlock, lock not gained. */
const passing = /^(08|53|57P0|40001|40P01|55P03)/

/** What a person can do, by SQLSTATE. */
const hints: Readonly<Record<string, string>> = {
  '28P01': 'check user and password in the environment variable that `url` names.',
  '28000': "check the user in `url`, and the server's pg_hba.conf for this host, user and database.",
  '3D000': 'check the name of the database at the end of `url`.',
  '42501': 'let the role of this target own the table, or grant it what the message names; for looking alone, pg_monitor is enough.',
  '23503': 'rows of another table refer to them: let those go first, by a task of their own, or change the foreign key.',
  '2BP01': 'drop what depends on it first (a view, a function, a foreign key), or change it so that it does without.',
  '25006': 'the server or the role is set to read only: a standby, or default_transaction_read_only.',
  '53300': 'all of max_connections are in use: look for sessions that idle, or put a pooler in front.',
  '57014': 'raise `statement-timeout` of the target, or look for what makes the statement slow.',
  '57P01': 'an administrator, or another worker that took this run over, ended the session.',
  '57P03': 'the server is starting up or shutting down.',
  '55P03': 'another session holds a lock on it; try at a quieter time.',
  '42P01': 'it was dropped or renamed while it was being looked at; the next look will see.',
}

const socketHints: Readonly<Record<string, { readonly fact: string; readonly hint: string; readonly transient: boolean }>> = {
  ECONNREFUSED: { fact: 'connection refused', hint: 'is PostgreSQL running there, and is the port right?', transient: true },
  ENOENT: { fact: 'there is no socket', hint: 'is PostgreSQL running, and is the folder of its socket right?', transient: true },
  ENOTFOUND: { fact: 'no such host name', hint: 'check the host in `url`, and the name server of this machine.', transient: false },
  EAI_AGAIN: {
    fact: 'the name server gave no answer',
    hint: 'the name server of this machine is unreachable or overloaded.',
    transient: true,
  },
  EHOSTUNREACH: { fact: 'no route to the host', hint: 'check the network between this machine and the server.', transient: true },
  ETIMEDOUT: { fact: 'no answer came in time', hint: 'a firewall may drop the packets, or the server hangs.', transient: true },
  ECONNRESET: {
    fact: 'the connection was closed by the other side',
    hint: 'look into the log of the server for a crash or a restart.',
    transient: true,
  },
  EPIPE: {
    fact: 'the connection was closed by the other side',
    hint: 'look into the log of the server for a crash or a restart.',
    transient: true,
  },
}

/**
 * What PostgreSQL or the way to it answered, as a RemoteError; anything else (a bug of ours) is returned as it is. The server's message is kept, its
 * detail is not: that one may quote rows.
 */
export function postgresFailure(place: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RemoteError || error instanceof UserError) return error
  const code = codeOf(error)
  const socket = socketHints[code]
  if (socket) return new RemoteError(`${place}: ${socket.fact}`, { transient: socket.transient, hint: socket.hint, cause: error })
  if (/^[0-9A-Z]{5}$/.test(code) && 'severity' in error) {
    const hint = hints[code]
    return new RemoteError(`${place}: ${error.message} (SQLSTATE ${code})`, {
      transient: passing.test(code),
      cause: error,
      ...(hint && { hint }),
    })
  }
  if (error.message.includes('timeout expired')) {
    return new RemoteError(`${place}: no answer came in time`, {
      transient: true,
      hint: 'a firewall may drop the packets, or the server hangs.',
      cause: error,
    })
  }
  if (/^Connection terminated|^Client (has encountered a connection error|was closed)/.test(error.message)) {
    return new RemoteError(`${place}: the connection was lost`, {
      transient: true,
      hint: 'look into the log of the server for a crash, a restart or an ended session.',
      cause: error,
    })
  }
  if (/SSL|certificate|CERT/i.test(`${error.message} ${code}`)) {
    return new RemoteError(`${place}: no encrypted connection came about (${error.message})`, {
      transient: false,
      hint: 'check `sslmode` in `url`; a private authority is named with sslrootcert=FILE.',
      cause: error,
    })
  }
  return error
}

/** The SQLSTATE that lies under an error, or ''. */
export function sqlStateOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = codeOf(error)
  if (/^[0-9A-Z]{5}$/.test(code)) return code
  return error.cause === undefined ? '' : sqlStateOf(error.cause)
}

function codeOf(error: Error): string {
  // Several addresses of one name that all refuse come as one AggregateError.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return codeOf(error.errors[0])
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
