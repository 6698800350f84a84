import type { ReactNode } from 'react'

const pattern = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)/g

/** Code, bold, italics and links of one line of Markdown. Links that aren't http(s) or of this page stay text. */
export function inline(text: string): readonly ReactNode[] {
  const parts: ReactNode[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(end, match.index), piece(match, match.index))
    end = match.index + match[0].length
  }
  return [...parts, text.slice(end)]
}

function piece([whole, code, bold, italic, label, href]: RegExpMatchArray, key: number): ReactNode {
  if (code !== undefined) return <code key={key}>{code}</code>
  if (bold !== undefined) return <strong key={key}>{inline(bold)}</strong>
  if (italic !== undefined) return <em key={key}>{inline(italic)}</em>
  if (label === undefined || href === undefined || !/^(?:https?:\/\/|\/(?!\/)|#)/.test(href)) return whole
  return (
    <a key={key} href={href} {...(href.startsWith('http') ? { target: '_blank', rel: 'noreferrer' } : {})}>
      {inline(label)}
    </a>
  )
}
