/**
 * What may hold a value, and what only looks as if it did: a quote inside a quoted name or a comment opens no literal. In this order: quoted
 * names, escape strings (in which \' is no end), strings, dollar quotes, comments, parameters, names and keywords, numbers. What never closes
 * reaches to the end, as a comment within a comment does: a text that was cut, or that we read wrongly, must not show the rest of a literal.
 */
const token =
  /(?<name>(?:[uU]&)?"(?:[^"]|"")*(?:"|$))|(?<literal>[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|\\?$)|(?:[nNbBxX]|[uU]&)?'(?:[^']|'')*(?:'|$)|\$(?<tag>(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?)\$[\s\S]*?(?:\$\k<tag>\$|$))|(?<comment>--[^\n]*|\/\*(?:(?!\*\/|\/\*)[\s\S])*(?:\*\/|\/\*[\s\S]*|$))|(?<word>\$\d+|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(?<number>\.?\d(?:[eE][+-]|[\w.])*)/g

/**
 * The statement with `'…'` for each string and `…` for each number, comments left out, in one line. Names and parameters (`$1`) stay as they are.
 */
export function maskLiterals(statement: string): string {
  return statement
    .replaceAll(token, (text: string, ...rest: unknown[]) => {
      const kind = rest.at(-1) as Readonly<Record<string, string | undefined>>
      if (kind['literal'] !== undefined) return "'…'"
      if (kind['comment'] !== undefined) return ' '
      return kind['number'] === undefined ? text : '…'
    })
    .replaceAll(/\s+/g, ' ')
    .trim()
}
