export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'quote'; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }

const starts = {
  heading: /^(#{1,6})\s+(.*)$/,
  fence: /^```/,
  item: /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/,
  quote: /^>\s?(.*)$/,
  row: /^\s*\|(.*)\|\s*$/,
  rule: /^\s*\|?[\s:|-]+\|[\s:|-]*$/,
}

/** The Markdown that procedures write their pages in (headings, paragraphs, lists, tables, fences, quotes) as blocks. Never HTML. */
export function markdownBlocks(markdown: string): readonly Block[] {
  const lines = markdown.replaceAll('\r\n', '\n').split('\n')
  const blocks: Block[] = []
  while (lines.length > 0) {
    const line = lines[0]!
    if (line.trim() === '') lines.shift()
    else blocks.push(take(lines, line))
  }
  return blocks
}

function take(lines: string[], line: string): Block {
  const heading = starts.heading.exec(line)
  if (heading) {
    lines.shift()
    return { kind: 'heading', level: heading[1]!.length, text: heading[2]!.trim() }
  }
  if (starts.fence.test(line)) return fence(lines)
  if (starts.row.test(line) && starts.rule.test(lines[1] ?? '')) return table(lines)
  if (starts.item.test(line)) return list(lines)
  if (starts.quote.test(line)) return { kind: 'quote', text: takeWhile(lines, (one) => starts.quote.exec(one)?.[1] ?? null).join(' ') }
  // The first line is taken whatever it is: a line that begins nothing else is a paragraph, and the loop always moves on.
  const first = lines.shift()!.trim()
  return {
    kind: 'paragraph',
    text: [first, ...takeWhile(lines, (one) => (one.trim() === '' || begins(one) ? null : one.trim()))].join(' '),
  }
}

const begins = (line: string): boolean =>
  starts.heading.test(line) || starts.fence.test(line) || starts.item.test(line) || starts.quote.test(line) || starts.row.test(line)

function fence(lines: string[]): Block {
  lines.shift()
  const text = takeWhile(lines, (line) => (starts.fence.test(line) ? null : line))
  lines.shift()
  return { kind: 'code', text: text.join('\n') }
}

function list(lines: string[]): Block {
  const ordered = starts.item.exec(lines[0]!)?.[1] !== undefined
  const items: string[] = []
  takeWhile(lines, (line) => {
    const item = starts.item.exec(line)
    if (item) items.push(item[2]!.trim())
    else if (/^\s+\S/.test(line)) items[items.length - 1] += ` ${line.trim()}`
    else return null
    return line
  })
  return { kind: 'list', ordered, items }
}

function table(lines: string[]): Block {
  const cells = (line: string): readonly string[] =>
    starts.row
      .exec(line)?.[1]!
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')) ?? []
  const head = cells(lines.shift()!)
  lines.shift()
  return { kind: 'table', head, rows: takeWhile(lines, (line) => (starts.row.test(line) ? line : null)).map(cells) }
}

/** Takes lines off the front for as long as `read` makes something of them. */
function takeWhile(lines: string[], read: (line: string) => string | null): readonly string[] {
  const taken: string[] = []
  for (;;) {
    const made = lines.length === 0 ? null : read(lines[0]!)
    if (made === null) return taken
    taken.push(made)
    lines.shift()
  }
}
