import { pgCanonical, duckCanonical } from './column-form.ts'

/*
 * The content of a set of rows as a count and a hash that doesn't depend on their order: each row's canonical forms, each with its length before it
 * and N for null, are hashed with SHA-256; of that, two numbers of 60 bits are added up over all rows. A row that is there twice counts twice.
 * PostgreSQL and DuckDB come to the same, each by itself.
 */

export type Content = { readonly rows: number; readonly hash: string }

type Named = { readonly name: string; readonly type: string }
type Stored = { readonly name: string; readonly stored: string }

/** In PostgreSQL: 30 hexadecimal digits for a row. */
export function pgRowHash(columns: readonly Named[]): string {
  const parts = columns.map((column) => {
    const form = pgCanonical(column)
    return `coalesce(octet_length(convert_to(${form}, 'UTF8')) || ':' || ${form}, 'N')`
  })
  return `left(encode(sha256(convert_to(${["''", ...parts].join(' || ')}, 'UTF8')), 'hex'), 30)`
}

/** In PostgreSQL: the content of what `from` says, as { rows, a, b }; see `contentOf`. */
export function pgContent(columns: readonly Named[], from: string): string {
  const half = (start: number): string => `coalesce(sum(('x0' || substr(h, ${start}, 15))::bit(64)::int8), 0)::text`
  return `select count(*) as rows, ${half(1)} as a, ${half(16)} as b from (select ${pgRowHash(columns)} as h from ${from}) hashed`
}

/** In DuckDB: the same of a Parquet file or a table. */
export function duckContent(columns: readonly Stored[], from: string): string {
  const parts = columns.map(({ name, stored }) => {
    const form = duckCanonical(name, stored)
    return `coalesce(strlen(${form}) || ':' || ${form}, 'N')`
  })
  const half = (start: number): string => `coalesce(sum(('0x' || substr(h, ${start}, 15))::bigint), 0)::varchar`
  return `select count(*)::varchar as rows, ${half(1)} as a, ${half(16)} as b from (select sha256(${["''", ...parts].join(' || ')}) as h from ${from}) hashed`
}

export function contentOf({ rows, a, b }: { readonly rows: number | string; readonly a: string; readonly b: string }): Content {
  return { rows: Number(rows), hash: `${BigInt(a).toString(16)}-${BigInt(b).toString(16)}` }
}

/** Adds up the hashes of rows one by one. */
export function createSum(): { add(rowHash: string): void; content(): Content } {
  let [rows, a, b] = [0, 0n, 0n]
  return {
    add: (rowHash) => {
      rows += 1
      a += BigInt(`0x${rowHash.slice(0, 15)}`)
      b += BigInt(`0x${rowHash.slice(15, 30)}`)
    },
    content: () => contentOf({ rows, a: String(a), b: String(b) }),
  }
}
