import type { RequestView } from '../../app/views/finding.ts'
import { oneLine } from '../columns.ts'
import { printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { countOf } from '../../base/number.ts'
import { shortId, wholeSeconds } from '../format.ts'
import { groupedFacts } from '../grouped-facts.ts'
import { showPlan } from '../show-plan.ts'
import type { Paint } from '../terminal.ts'

export const requests: Command<[], JsonOption> = (terminal, _, { json }) =>
  withApp(async (useCases) => {
    const waiting = await useCases.requests()
    const now = new Date()
    if (json) printJson(terminal, waiting)
    else if (waiting.length === 0) terminal.err('nothing waits for a person\n')
    else terminal.out(waiting.map((request) => showRequest(request, terminal.paint, now)).join('\n\n'))
    return waiting.length > 0 ? exitCodes.waits : exitCodes.fine
  })

function showRequest(request: RequestView, paint: Paint, now: Date): string {
  const { kind, runId, stack, task, title, since, overdue, plan, facts } = request
  const id = shortId(runId)
  const head = `${paint('bold', `${stack}/${task}`)}: ${oneLine(title)} ${paint(overdue ? 'red' : 'dim', `(waits for ${wholeSeconds(now.getTime() - Date.parse(since))}${overdue ? ', overdue' : ''})`)}`
  const body =
    kind === 'approval' && plan
      ? [`  a plan of ${countOf(plan.steps.length, 'step')}:`, showPlan(plan.steps, paint)]
      : groupedFacts(facts).map((line) => `  ${line}`)
  const answer = kind === 'approval' ? `upkeep approve ${id}, or upkeep reject ${id} --note WHY` : `upkeep sign ${id} --note "what you saw"`
  return [head, ...body, `  ${paint('cyan', answer)}`].join('\n')
}
