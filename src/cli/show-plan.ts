import { formatDuration } from '../base/duration.ts'
import { printable } from '../base/printable.ts'
import type { PlanStepView } from '../app/views/plan.ts'
import { oneLine } from './columns.ts'
import { formatTouches } from './format.ts'
import type { Paint, Style } from './terminal.ts'

const riskStyles: Readonly<Record<PlanStepView['risk'], Style>> = { safe: 'green', disruptive: 'yellow', destructive: 'red' }
const mostStatementLines = 12

/** The steps of a plan with all that a person needs to say yes or no: the risk, what is touched, and the very statement. */
export function showPlan(steps: readonly PlanStepView[], paint: Paint): string {
  return steps.map((step, index) => showStep(step, index + 1, paint)).join('\n')
}

function showStep({ title, risk, preview, expectedMs }: PlanStepView, number: number, paint: Paint): string {
  const touches = formatTouches(preview)
  const about = [paint(riskStyles[risk], risk), touches, expectedMs === undefined ? '' : `about ${formatDuration(expectedMs)}`]
    .filter((text) => text !== '')
    .join(', ')
  return [
    `${String(number).padStart(3)}. ${oneLine(title)} (${about})`,
    ...statementLines(preview.statement).map((line) => paint('dim', `       ${line}`)),
  ].join('\n')
}

function statementLines(statement: string): readonly string[] {
  const lines = printable(statement).replaceAll('\t', '  ').trimEnd().split('\n')
  if (lines.length <= mostStatementLines) return lines
  return [...lines.slice(0, mostStatementLines - 1), `… ${lines.length - mostStatementLines + 1} more lines; --json has them all`]
}
