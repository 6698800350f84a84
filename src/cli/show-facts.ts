import type { LookView } from '../app/views/run.ts'
import { oneLine } from './columns.ts'
import { formatFact } from './format.ts'
import { renderTable } from './table.ts'
import type { Paint } from './terminal.ts'

type Line = { readonly label: string; readonly before: string; readonly after: string | null }

/** Before and after side by side, fact by fact; with one look only, that one. What changed stands out. */
export function showFacts(before: LookView | null, after: LookView | null, terminal: { width: number; paint: Paint }): string | null {
  const lines = pairFacts(before, after)
  if (lines.length === 0) return null
  const style = (line: Line) => (line.after !== null && line.after !== line.before ? 'bold' : null)
  const columns = [
    { title: 'fact', value: (line: Line) => line.label, cutTo: 16 },
    { title: after ? 'before' : 'seen', value: (line: Line) => line.before, cutTo: 10 },
    ...(after ? [{ title: 'after', value: (line: Line) => line.after ?? '', style, cutTo: 10 }] : []),
  ]
  return renderTable(lines, columns, terminal)
}

function pairFacts(before: LookView | null, after: LookView | null): readonly Line[] {
  const first = new Map((before?.facts ?? []).map((fact) => [fact.label, formatFact(fact)]))
  const second = new Map((after?.facts ?? []).map((fact) => [fact.label, formatFact(fact)]))
  const labels = new Set([...first.keys(), ...second.keys()])
  return [...labels].map((label) => ({
    label: oneLine(label),
    before: first.get(label) ?? '',
    after: after ? (second.get(label) ?? '') : null,
  }))
}
