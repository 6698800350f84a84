/** NAMEDATALEN - 1: PostgreSQL cuts what is longer. */
const maxNameBytes = 63

/**
 * Whether REINDEX CONCURRENTLY would call an index so that it builds beside (`_ccnew`) or has replaced by another (`_ccold`) in the place of one of `siblings`. PostgreSQL adds
 * the word to the name, with a number when that is taken, and cuts the name before it so that both fit into 63 bytes, never within a character
 * (makeObjectName and ChooseRelationName in indexcmds.c). Returns the sibling; null: none.
 */
export function leftoverOf(name: string, siblings: readonly string[]): string | null {
  const match = /^(.+)_(cc(?:new|old)\d*)$/s.exec(name)
  if (!match) return null
  const [, beginning, label] = match
  const others = siblings.filter((sibling) => sibling !== name)
  const own = others.find((sibling) => cutToBytes(sibling, maxNameBytes - 1 - label!.length) === beginning)
  // The leftover of a leftover: an earlier one was rebuilt too before anybody cleaned up.
  return own ?? leftoverOf(beginning!, others)
}

/** As many whole characters as fit (pg_mbcliplen). */
function cutToBytes(text: string, bytes: number): string {
  let kept = ''
  let used = 0
  for (const character of text) {
    used += Buffer.byteLength(character)
    if (used > bytes) break
    kept += character
  }
  return kept
}
