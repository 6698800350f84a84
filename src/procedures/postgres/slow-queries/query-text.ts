import { cut } from '../../../base/cut.ts'
import { maskLiterals } from '../../../targets/postgres/mask-literals.ts'
import { ownMark } from '../own-mark.ts'

/** Statements in whose texts the server puts parameters for values. */
const planned = /^\(*\s*(select|insert|update|delete|merge|with|values|table|call)\b/i

const firstWords = /^[a-z]+( (aggregate|database|extension|function|index|materialized|role|schema|table|user|view)\b)?/i

const longest = 400

/**
 * A statement as it can be shown and kept. Values are parameters already, except in a text that was stored after its entry had been thrown out once
 * (documentation of pg_stat_statements): so what is left of literals is masked. Of a utility statement only its first words are shown: ALTER ROLE and
 * the like hold passwords, DO holds code.
 */
export function presentable(text: string): string {
  const masked = maskLiterals(text)
  if (planned.test(masked)) return cut(masked, longest)
  const [words = ''] = firstWords.exec(masked) ?? []
  return words.length === masked.length ? words.toUpperCase() : `${words.toUpperCase()} …`.trim()
}

/** Whether it is a query of an application, and not maintenance: VACUUM, CREATE INDEX and COPY may take their time. */
export const isQuery = (shown: string): boolean => planned.test(shown) && !shown.includes(ownMark)
