export type Token = { readonly kind: 'keyword' | 'string' | 'number' | 'comment' | 'other'; readonly text: string }

const keywords = new Set(
  (
    'add all alter analyze and any as asc at attach batch begin between by cascade case cast checkpoint column commit concurrently constraint create cross current_timestamp database default delete desc detach distinct drop else end ' +
    'exists false fetch finalize first for foreign freeze from full function group having if in index inner insert interval into is join key last left like limit lock materialized nothing not null nulls offset on only or order outer over ' +
    'parallel partition primary references reindex replace returning rollback row rows schema select sequence set share skip locked statement table tablespace temporary then timestamp timestamptz to transaction trigger true truncate ' +
    'union unique unlogged update using vacuum values verbose view when where window with get post put head patch'
  ).split(' '),
)

const pattern =
  /(?<comment>--[^\n]*|\/\*[^]*?\*\/)|(?<string>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*")|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>[A-Za-z_][\w$]*)|(?<other>[^])/g

/** Cuts a statement into coloured pieces. Joined again, they are the statement, letter by letter: what is shown is what will be sent. */
export function highlight(statement: string): readonly Token[] {
  const tokens: Token[] = []
  for (const match of statement.matchAll(pattern)) {
    const text = match[0]
    const kind = kindOf(match.groups ?? {}, text)
    const last = tokens.at(-1)
    if (last?.kind === kind) tokens[tokens.length - 1] = { kind, text: last.text + text }
    else tokens.push({ kind, text })
  }
  return tokens
}

function kindOf(groups: { readonly [name: string]: string | undefined }, text: string): Token['kind'] {
  if (groups['comment'] !== undefined) return 'comment'
  if (groups['string'] !== undefined) return 'string'
  if (groups['number'] !== undefined) return 'number'
  if (groups['word'] !== undefined) return keywords.has(text.toLowerCase()) && text === text.toUpperCase() ? 'keyword' : 'other'
  return 'other'
}
