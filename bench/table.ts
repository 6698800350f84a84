import { meetsGoal } from './benchmark.ts'
import type { Figure } from './benchmark.ts'

/** Figures as a Markdown table: what the README quotes. */
export function renderTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    `${round(figure.value)} ${figure.unit}`,
    describeGoal(figure),
    figure.peer === undefined
      ? ''
      : `${figure.peer.what}: ${round(figure.peer.value)} ${figure.unit} (ratio ${round(figure.value / figure.peer.value)})`,
  ])
  const all = [['figure', 'measured', 'goal', 'beside'], ...rows]
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)))
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  return [line(all[0]!), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n')
}

function describeGoal(figure: Figure): string {
  const met = meetsGoal(figure)
  if (met === null) return ''
  const limits = [
    figure.most === undefined ? null : `at most ${figure.most}`,
    figure.least === undefined ? null : `at least ${figure.least}`,
  ]
  return `${limits.filter((limit) => limit !== null).join(', ')}: ${met ? 'met' : 'NOT met'}`
}

/** Three figures. */
const round = (value: number): string => (value >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3))))
