import { UserError } from '../base/errors.ts'
import { formatMoment } from '../base/moment.ts'
import { appendAudit } from '../store/audit.ts'
import type { Db } from '../store/db.ts'
import { createToken, deleteToken, findToken, listTokens, touchToken } from '../store/token.ts'
import type { TokenRow } from '../store/token.ts'
import { requireRole } from './access.ts'
import type { Actor, UseCases } from './use-cases.ts'
import type { TokenView } from './views/token.ts'

export function tokenUseCases(store: Db): Pick<UseCases, 'tokens' | 'createToken' | 'revokeToken' | 'authenticate'> {
  return {
    tokens: async (actor) => {
      requireRole(actor, 'admin')
      return (await listTokens(store)).map(presentToken)
    },
    createToken: async (actor, name, role, expiresAt) => {
      requireRole(actor, 'admin')
      if (!/^[\w .@-]{1,60}$/.test(name))
        throw new UserError(`${JSON.stringify(name)} is not a name for a token`, {
          hint: 'use up to 60 letters, digits, spaces and . _ @ -',
        })
      if (expiresAt !== undefined && expiresAt <= new Date())
        throw new UserError(`the token would have expired at ${formatMoment(expiresAt)}`, { hint: 'give a moment in the future.' })
      return store.tx(async (db) => {
        const made = await createToken(db, { name, role, createdBy: actor.name, expiresAt: expiresAt ?? null })
        if (made === null)
          throw new UserError(`there is a token named ${name} already`, {
            code: 'conflict',
            hint: 'take another name, or revoke the old one.',
          })
        await appendAudit(db, {
          actor: actor.name,
          action: 'token.created',
          subject: `token:${made.row.id}`,
          detail: { name, role, expires: expiresAt?.toISOString() ?? null },
        })
        return { token: presentToken(made.row), secret: made.secret }
      })
    },
    revokeToken: async (actor, id) => {
      requireRole(actor, 'admin')
      await store.tx(async (db) => {
        const gone = /^[0-9a-f-]{36}$/.test(id) ? await deleteToken(db, id) : null
        if (gone === null)
          throw new UserError(`there is no token ${id}`, { code: 'not-found', hint: 'list the tokens with: upkeep tokens list' })
        await appendAudit(db, { actor: actor.name, action: 'token.revoked', subject: `token:${id}`, detail: { name: gone.name } })
      })
    },
    authenticate: async (secret): Promise<Actor | null> => {
      const token = await findToken(store, secret)
      if (token === null) return null
      await touchToken(store, token.id)
      return { name: token.name, role: token.role }
    },
  }
}

/** Makes the first admin token when there is none at all; its secret is returned this once. */
export async function ensureAdminToken(store: Db): Promise<string | null> {
  return store.tx(async (db) => {
    if ((await listTokens(db)).length > 0) return null
    const made = await createToken(db, { name: 'admin', role: 'admin', createdBy: 'first start', expiresAt: null })
    if (made === null) return null
    await appendAudit(db, {
      actor: 'first start',
      action: 'token.created',
      subject: `token:${made.row.id}`,
      detail: { name: 'admin', role: 'admin', expires: null },
    })
    return made.secret
  })
}

const presentToken = (row: TokenRow): TokenView => ({
  id: row.id,
  name: row.name,
  role: row.role,
  createdAt: row.createdAt.toISOString(),
  createdBy: row.createdBy,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  expiresAt: row.expiresAt?.toISOString() ?? null,
})
