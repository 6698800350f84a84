import type { OverviewView } from '../../app/views/overview.ts'
import { oneLine } from '../columns.ts'
import { printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import type { ExitCode } from '../exit-code.ts'
import { countOf } from '../../base/number.ts'
import { formatDistance, styleOfStatus } from '../format.ts'
import { renderTable } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { runColumns } from './runs.ts'

const exits: Readonly<Record<OverviewView['status'], ExitCode>> = {
  fine: exitCodes.fine,
  attention: exitCodes.findings,
  trouble: exitCodes.findings,
  unknown: exitCodes.failed,
}

export const status: Command<[], JsonOption> = (terminal, _, { json }) =>
  withApp(async (useCases) => {
    const overview = await useCases.overview()
    if (json) printJson(terminal, overview)
    else terminal.out(showOverview(overview, terminal, new Date()))
    return exits[overview.status]
  })

/** Is everything all right? What ran today, what is next, what needs me. */
export function showOverview(overview: OverviewView, { width, paint }: Pick<Terminal, 'width' | 'paint'>, now: Date): string {
  const { findings, today, workers, needsMe, running, next, recent } = overview
  const alive = workers.filter((worker) => worker.alive)
  const lines: readonly [string, string][] = [
    ['stacks', overview.stacks.map(({ stack, tasks }) => `${stack} (${countOf(tasks, 'task')})`).join(', ') || 'none'],
    [
      'findings',
      `${findings.critical} critical, ${findings.warning} warning, ${findings.info} info, ${findings.acknowledged} acknowledged`,
    ],
    [
      'today',
      `${countOf(today.runs, 'run')}: ${today.converged} converged, ${today.diverged} not converged, ${today.failed} failed; ${countOf(today.stepsDone, 'step')} done`,
    ],
    ['workers', alive.length === 0 ? 'none is alive' : alive.map(({ host, running: at }) => `${host} (${countOf(at, 'run')})`).join(', ')],
    [
      'next',
      next
        .slice(0, 3)
        .map(({ stack, task, at }) => `${stack}/${task} ${formatDistance(at, now)}`)
        .join(', ') || 'nothing is due',
    ],
    ['needs you', needsMe.length === 0 ? 'nothing' : `${countOf(needsMe.length, 'request')}: \`upkeep requests\``],
  ]
  const runs = [...running, ...recent].slice(0, 8)
  return [
    paint(styleOfStatus(overview.status), paint('bold', oneLine(overview.headline))),
    ...lines.map(([label, value]) => `  ${paint('dim', label.padEnd(9))}  ${oneLine(value)}`),
    ...(runs.length > 0 ? ['', renderTable(runs, runColumns(now), { width, paint })] : []),
  ].join('\n')
}
