import { createElement, type ReactNode } from 'react'
import { Statement } from '../statement/statement.tsx'
import { markdownBlocks, type Block } from './blocks.ts'
import { inline } from './inline.tsx'
import classes from './markdown.module.css'

/** A procedure's page. Headings begin two levels below the page's own. */
export function Markdown({ text }: { readonly text: string }) {
  return <div className={classes.text}>{markdownBlocks(text).map((block, place) => render(block, place))}</div>
}

function render(block: Block, key: number): ReactNode {
  switch (block.kind) {
    case 'heading':
      return createElement(`h${Math.min(6, block.level + 1)}`, { key }, inline(block.text))
    case 'paragraph':
      return <p key={key}>{inline(block.text)}</p>
    case 'code':
      return <Statement key={key} text={block.text} label="Example" />
    case 'quote':
      return <blockquote key={key}>{inline(block.text)}</blockquote>
    case 'list':
      return createElement(
        block.ordered ? 'ol' : 'ul',
        { key },
        block.items.map((item, place) => <li key={place}>{inline(item)}</li>),
      )
    case 'table':
      return <MarkdownTable key={key} head={block.head} rows={block.rows} />
  }
}

function MarkdownTable({ head, rows }: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }) {
  return (
    <div className={classes.scroll}>
      <table>
        <thead>
          <tr>
            {head.map((cell, place) => (
              <th key={place} scope="col">
                {inline(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={place}>
              {row.map((cell, column) => (
                <td key={column}>{inline(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
