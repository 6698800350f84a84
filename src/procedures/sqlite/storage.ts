import type { JsonObject } from '../../base/json.ts'
import { formatSize } from '../../base/size.ts'
import { isUnfinished } from '../../targets/sqlite/index.ts'
import type { PageCounts, SqliteTarget } from '../../targets/sqlite/index.ts'

/** How a database lies on its disk. */
export type Storage = JsonObject &
  PageCounts & {
    /** `wal`, or one of the modes with a rollback journal; null while `unfinished`. */
    readonly journal: string | null
    /** A transaction that a program left behind when it died waits to be rolled back. */
    readonly unfinished: boolean
    readonly databaseBytes: number
    readonly walBytes: number
    /** Of the file system that holds it. */
    readonly freeBytes: number
    /** The WAL's frames, and how many of them the last checkpoint has brought into the database; null when there is no WAL. */
    readonly wal: { readonly frames: number; readonly checkpointed: number } | null
  }

export async function readStorage(target: SqliteTarget): Promise<Storage> {
  const files = await target.files()
  try {
    const pages = await readPages(target)
    const [mode] = await target.query<{ journal_mode: string }>('PRAGMA journal_mode')
    const journal = mode!.journal_mode
    return { ...files, ...pages, journal, unfinished: false, wal: journal === 'wal' ? await readWal(target) : null }
  } catch (error) {
    if (!isUnfinished(error)) throw error
    return { ...files, ...(await target.unfinished()), journal: null, unfinished: true, wal: null }
  }
}

const autoVacuums = ['none', 'full', 'incremental'] as const

/** All in one statement: without a WAL each one has to find a moment when nobody writes. */
export async function readPages(target: SqliteTarget): Promise<PageCounts> {
  const [row] = await target.query<Omit<PageCounts, 'autoVacuum'> & { autoVacuum: number }>(`
    select page_count as pages, page_size as pageSize, freelist_count as freePages, auto_vacuum as autoVacuum, user_version as userVersion
    from pragma_page_count, pragma_page_size, pragma_freelist_count, pragma_auto_vacuum, pragma_user_version`)
  return { ...row!, autoVacuum: autoVacuums[row!.autoVacuum] ?? 'none' }
}

/** NOOP tells the state of the WAL and changes nothing (SQLite 3.51 and newer, which Node brings). */
async function readWal(target: SqliteTarget): Promise<Storage['wal']> {
  const [row] = await target.query<{ log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)')
  return { frames: Math.max(0, row!.log), checkpointed: Math.max(0, row!.checkpointed) }
}

/** Of the pages of the database, how many hold nothing, in percent. */
export const freePercent = ({ freePages, pages }: Pick<PageCounts, 'freePages' | 'pages'>): number =>
  pages === 0 ? 0 : Math.round((freePages / pages) * 1000) / 10

/** Rails' journal_size_limit for SQLite, in bytes. */
const largestWal = 64 * 2 ** 20
/** SQLite checkpoints by itself at 1,000 pages: twice that is room for a transaction on top. */
const smallestWalPages = 2_000

/**
 * The size from which a WAL is too large, in bytes: the given one, else that of the database itself, between twice what SQLite lets it grow to before
 * it checkpoints by itself and 64 MiB.
 */
export const walLimit = ({ pageSize, databaseBytes }: Pick<Storage, 'pageSize' | 'databaseBytes'>, given: number | undefined): number =>
  given ?? Math.max(smallestWalPages * pageSize, Math.min(largestWal, databaseBytes))

export const describeFree = (storage: Pick<Storage, 'freePages' | 'pages' | 'pageSize'>): string =>
  `${freePercent(storage)} % of its pages are free (${formatSize(storage.freePages * storage.pageSize)})`

/** Free space is worth a VACUUM when it is both a large share and much. */
export const hasMuchFree = (
  storage: Pick<Storage, 'freePages' | 'pages' | 'pageSize'>,
  limits: { readonly 'free-share': number; readonly 'free-bytes': number },
): boolean => freePercent(storage) > limits['free-share'] && storage.freePages * storage.pageSize >= limits['free-bytes']
