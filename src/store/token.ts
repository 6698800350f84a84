import { createHash, randomBytes } from 'node:crypto'
import { newId } from '../base/id.ts'
import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'

export type TokenRole = 'viewer' | 'operator' | 'admin'
export type TokenRow = {
  readonly id: string
  readonly name: string
  readonly role: TokenRole
  readonly createdAt: Date
  readonly createdBy: string
  readonly lastUsedAt: Date | null
  readonly expiresAt: Date | null
}

const columns = sql`id, name, role, created_at as "createdAt", created_by as "createdBy", last_used_at as "lastUsedAt", expires_at as "expiresAt"`

/** A secret of 256 random bits can't be guessed, so a plain SHA-256 of it is safe to keep: no salt, no slow hash, and a lookup by index. */
const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Returns the secret, which is stored nowhere; null when the name is taken. */
export async function createToken(
  db: Db,
  token: { name: string; role: TokenRole; createdBy: string; expiresAt: Date | null },
): Promise<{ row: TokenRow; secret: string } | null> {
  const secret = `upk_${randomBytes(32).toString('base64url')}`
  const row = await db.first<TokenRow>(sql`
    insert into upkeep.tokens (id, name, role, hash, created_by, expires_at)
    values (${newId()}, ${token.name}, ${token.role}, ${hashOf(secret)}, ${token.createdBy}, ${token.expiresAt})
    on conflict (name) do nothing returning ${columns}`)
  return row === null ? null : { row, secret }
}

export const findToken = (db: Db, secret: string): Promise<TokenRow | null> =>
  db.first<TokenRow>(
    sql`select ${columns} from upkeep.tokens where hash = ${hashOf(secret)} and (expires_at is null or expires_at > now())`,
  )

/** Notes the use, at most once a minute: reading a page shouldn't write for each request. */
export const touchToken = (db: Db, id: string): Promise<number> =>
  db.run(
    sql`update upkeep.tokens set last_used_at = now() where id = ${id} and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
  )

export const listTokens = (db: Db): Promise<TokenRow[]> => db.query<TokenRow>(sql`select ${columns} from upkeep.tokens order by created_at`)

export const deleteToken = (db: Db, id: string): Promise<TokenRow | null> =>
  db.first<TokenRow>(sql`delete from upkeep.tokens where id = ${id} returning ${columns}`)
