import { RemoteError } from '../../base/errors.ts'
import type { Sql } from '../../base/sql.ts'
import type { Session } from './session.ts'
import type { Transaction } from './target.ts'
import { inTransaction } from './transaction.ts'

/** A look takes no longer than this, in milliseconds: whoever asks decides whether work may go on. */
const timeoutMs = 5_000

/** Several statements of one look, in a transaction of their own. */
export type Look = Pick<Transaction, 'rows'>

export type Lookout = {
  look<T>(work: (look: Look) => Promise<T>): Promise<T>
  watch<Row>(statement: Sql): Promise<readonly Row[]>
  close(): Promise<void>
}

/**
 * The connection that looks on while the other one is busy. It can only read, so unlike that one it is made anew when it is lost: a run must not pause
 * for ever because nobody can see the stop signals any more.
 */
export function lookoutOver(connect: () => Promise<Session>): Lookout {
  let current: Promise<Session> | null = null
  const leave = async (opening: Promise<Session>): Promise<void> => {
    if (current === opening) current = null
    await opening.then(
      (session) => session.close(),
      () => undefined,
    )
  }
  const look: Lookout['look'] = async (work) => {
    const opening = (current ??= connect())
    try {
      return await inTransaction(await opening, { timeoutMs, access: 'read only' }, work)
    } catch (error) {
      if (error instanceof RemoteError && error.transient) await leave(opening)
      throw error
    }
  }
  return {
    look,
    watch: async <Row>(statement: Sql) => look(async (transaction) => transaction.rows<Row>(statement)),
    close: async () => {
      if (current !== null) await leave(current)
    },
  }
}
