import type { JsonObject } from '../../../base/json.ts'
import { isDamaged } from '../../../targets/sqlite/index.ts'
import type { SqliteTarget } from '../../../targets/sqlite/index.ts'
import type { InspectContext } from '../../contract.ts'
import { longestReadMs } from '../patience.ts'
import { readStorage } from '../storage.ts'
import type { Storage } from '../storage.ts'
import { readTables } from '../table.ts'
import type { TableSeen } from '../table.ts'
import { readForeignKeys, readIntegrity } from './integrity.ts'
import type { ForeignKeys, Integrity } from './integrity.ts'
import type { CheckParams } from './params.ts'

/** What check saw. A part is null when it wasn't asked for, or couldn't be read. */
export type CheckObservation = JsonObject & {
  readonly now: string
  readonly path: string
  readonly storage: Storage | null
  readonly integrity: (Integrity & JsonObject) | null
  readonly foreignKeys: (ForeignKeys & JsonObject) | null
  readonly tables: readonly TableSeen[] | null
  readonly tablesSeen: number
}

export async function inspectCheck(target: SqliteTarget, params: CheckParams, ctx: InspectContext): Promise<CheckObservation> {
  const seen = {
    now: ctx.now.toISOString(),
    path: target.path,
    storage: null,
    integrity: null,
    foreignKeys: null,
    tables: null,
    tablesSeen: 0,
  }
  try {
    const storage = await readStorage(target)
    if (storage.unfinished) return { ...seen, storage }
    const timeoutMs = longestReadMs(storage, params['longest-look'])
    const tables = await readTables(target, timeoutMs).catch(ifDamaged)
    const names = tables?.tables.map(({ name }) => name) ?? []
    return {
      ...seen,
      ...tables,
      storage,
      integrity: params.integrity === 'none' ? null : await readIntegrity(target, params.integrity, names, timeoutMs),
      foreignKeys: params['foreign-keys'] ? await readForeignKeys(target, timeoutMs) : null,
    }
  } catch (error) {
    if (!isDamaged(error)) throw error
    return { ...seen, integrity: { problems: [error.message], unread: [] } }
  }
}

/** A table of a damaged database may be unreadable; what is wrong with it, the look at its integrity says. */
function ifDamaged(error: unknown): null {
  if (isDamaged(error)) return null
  throw error
}
