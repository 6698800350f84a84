/** The text, or as much of it as fits into so many UTF-16 units with an ellipsis at its end. Never ends in half a surrogate pair, which JSON in PostgreSQL refuses. */
export const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
