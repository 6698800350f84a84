import { RemoteError } from '../../../base/errors.ts'
import { sqlStateOf } from '../../../targets/postgres/failure.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { wentDown } from '../../../targets/postgres/went-down.ts'
import { checkBlocks, checkIndex, countBlocks } from './amcheck.ts'
import type { Amcheck, HeapRow } from './amcheck.ts'
import { readFiles } from './objects.ts'

/** What came of looking at an index, or at some blocks of a table. `next`: the block to go on with; null: it is through. */
export type Examined =
  | { readonly state: 'sound'; readonly next: number | null }
  | { readonly state: 'damaged'; readonly messages: readonly string[]; readonly next: number | null }
  | { readonly state: 'gone' }
  /** It took longer than it was given. */
  | { readonly state: 'slow' }
  | { readonly state: 'passed over'; readonly why: string }
  /** The server went down over it, and is there again; this connection is not. */
  | { readonly state: 'crashed' }

export type Examination = {
  readonly oid: number
  readonly kind: 'index' | 'table'
  /** The first block to look at; of a table only. */
  readonly from: number
  readonly heapallindexed: boolean
  readonly timeoutMs: number
  /** Of the server, when the look began. */
  readonly life: string
  readonly signal: AbortSignal
}

/** 16 MiB: short enough to stop between two of them at any time. */
export const blocksAtOnce = 2_048

export async function examine(target: PostgresTarget, amcheck: Amcheck, what: Examination): Promise<Examined> {
  const limits = { timeoutMs: Math.max(1, Math.floor(what.timeoutMs)), signal: what.signal }
  try {
    if (what.kind === 'index') {
      await target.read(checkIndex(amcheck, what.oid, what.heapallindexed), limits)
      return { state: 'sound', next: null }
    }
    return judgeBlocks(await target.read<HeapRow>(checkBlocks(amcheck, what.oid, what.from, blocksAtOnce), limits), what.from)
  } catch (error) {
    what.signal.throwIfAborted()
    if (await wentDown(target, what.life, error, what.signal)) return { state: 'crashed' }
    const trouble = troubleOf(sqlStateOf(error))
    if (trouble === 'damaged') return await damagedOrGone(target, what, error)
    if (trouble === null) throw error
    return trouble === 'slow' ? { state: 'slow' } : { state: 'passed over', why: trouble }
  }
}

function judgeBlocks(rows: readonly HeapRow[], from: number): Examined {
  const blocks = rows[0]?.blocks ?? null
  if (blocks === null) return { state: 'gone' }
  const next = nextBlock(from, blocks)
  const messages = rows.flatMap(({ block, item, message }) =>
    message === null ? [] : [`block ${block}${item === null ? '' : `, item ${item}`}: ${message}`],
  )
  return messages.length === 0 ? { state: 'sound', next } : { state: 'damaged', messages, next }
}

const nextBlock = (from: number, blocks: number): number | null => (from + blocksAtOnce < blocks ? from + blocksAtOnce : null)

/** A page that can't be read, and an index that contradicts itself, raise an error; so does an object that was dropped just before. */
async function damagedOrGone(target: PostgresTarget, what: Examination, error: unknown): Promise<Examined> {
  if (!(await readFiles(target, [what.oid])).has(what.oid)) return { state: 'gone' }
  const blocks = what.kind === 'table' ? await countBlocks(target, what.oid).catch(() => null) : null
  return { state: 'damaged', messages: [messageOf(error)], next: blocks === null ? null : nextBlock(what.from, blocks) }
}

/** The server's own words, without the place that stands before them. */
const messageOf = (error: unknown): string => {
  const cause = error instanceof RemoteError && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}

/**
 * What an error of a check means, by its SQLSTATE: `damaged`, `slow`, or why it was passed over; null: it is no answer, but a failure of the look
 * itself. Class XX is PostgreSQL's for what must never be (data_corrupted, index_corrupted, internal_error).
 */
export function troubleOf(sqlState: string): string | null {
  if (/^(XX|58030|58P01)/.test(sqlState)) return 'damaged'
  if (sqlState === '57014') return 'slow'
  if (sqlState === '55P03') return 'another session holds it locked'
  if (sqlState === '40001' || sqlState === '40P01') return 'the replay of this standby needed it'
  if (sqlState === '42501') return 'the role of this target may not check it'
  if (/^(0A000|22023|42809|42P01|55000)$/.test(sqlState)) return 'amcheck does not check this kind of object'
  return null
}
