import { closeSync, openSync, readSync } from 'node:fs'
import { UserError } from '../../base/errors.ts'
import { refuse } from './database-file.ts'

// Only for the process that holds the connection, see locateDatabase.

/** The first 16 bytes of every SQLite database that holds anything (https://sqlite.org/fileformat2.html#the_database_header). */
const magic = Buffer.from('SQLite format 3\0', 'latin1')

/** Throws a UserError unless the file begins as a SQLite database does. */
export function checkHeader(path: string): void {
  const start = readBytes(path, 0, magic.length)
  if (start.length === 0)
    throw new UserError(`${path}: the file is empty`, { hint: 'its program has not made its tables yet; start that first.' })
  if (!start.equals(magic)) {
    throw new UserError(`${path}: expected a SQLite database, but the file does not begin as one does`, {
      hint: 'an encrypted database (SQLCipher, SEE) can only be cared for by a program with its key; else the file is damaged or something else.',
    })
  }
}

export type AutoVacuum = 'none' | 'full' | 'incremental'
/** What the header of a database says of its pages. */
export type PageCounts = {
  readonly pageSize: number
  readonly pages: number
  readonly freePages: number
  readonly autoVacuum: AutoVacuum
  readonly userVersion: number
}

/**
 * The page counts of a database as they will be when the transaction that a dead program left behind is rolled back. The journal begins with the first
 * page as it was when that transaction changed it (https://sqlite.org/fileformat2.html#the_rollback_journal), otherwise the file's own is right.
 */
export function readUnfinished(path: string): PageCounts {
  const journal = readBytes(`${path}-journal`, 0, 28)
  const sectorBytes = journal.readUInt32BE(20)
  const record = readBytes(`${path}-journal`, sectorBytes, 104)
  const header = record.length === 104 && record.readUInt32BE(0) === 1 ? record.subarray(4) : readBytes(path, 0, 100)
  const pageSize = header.readUInt16BE(16)
  return {
    // A page of 64 KiB doesn't fit into its two bytes and is written as 1.
    pageSize: pageSize === 1 ? 65_536 : pageSize,
    pages: journal.readUInt32BE(16),
    freePages: header.readUInt32BE(36),
    autoVacuum: header.readUInt32BE(52) === 0 ? 'none' : header.readUInt32BE(64) === 0 ? 'full' : 'incremental',
    userVersion: header.readInt32BE(60),
  }
}

function readBytes(path: string, from: number, length: number): Buffer {
  try {
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(length)
      return bytes.subarray(0, readSync(file, bytes, 0, length, from))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    return refuse(path, error)
  }
}
