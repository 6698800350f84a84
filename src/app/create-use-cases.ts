import { UserError } from '../base/errors.ts'
import type { Json } from '../base/json.ts'
import { nearest } from '../base/nearest.ts'
import type { Engine } from '../run/engine.ts'
import { approveRun, cancelRun, rejectRun, requestRun, signRun } from '../run/request.ts'
import { listAnswers } from '../store/answer.ts'
import { appendAudit, listAudit, verifyAudit } from '../store/audit.ts'
import { announce } from '../store/event.ts'
import { acknowledgeFinding, listFindings, matchFindings } from '../store/finding.ts'
import { listLooks } from '../store/look.ts'
import { listRuns } from '../store/run.ts'
import { listSteps } from '../store/step.ts'
import { listTasks } from '../store/task.ts'
import { requireRole } from './access.ts'
import { archiveUseCases } from './archives.ts'
import { viewCalendar } from './calendar.ts'
import { viewCalendarDays } from './calendar-days.ts'
import { presentProcedure } from './catalogue.ts'
import { viewDatabase, viewDatabases } from './database/index.ts'
import { expandRunId, findRunBy } from './find-run.ts'
import { viewHealth } from './health.ts'
import { createMetrics } from './metrics.ts'
import { viewOverview, viewRequests } from './overview.ts'
import { presentFinding, presentRun, presentRunWhole } from './present.ts'
import { viewTarget, viewTargets } from './targets.ts'
import { viewTasks } from './tasks.ts'
import { tokenUseCases } from './tokens.ts'
import type { Actor, UseCases } from './use-cases.ts'
import type { FindingView } from './views/finding.ts'
import type { RunSummaryView } from './views/run.ts'
import { createWatching } from './watch.ts'

/** Ties the use cases to the store and the engine; decides nothing but who may. */
export function createUseCases(engine: Engine): { readonly useCases: UseCases; readonly closeWatch: () => Promise<void> } {
  const { store } = engine
  const watching = createWatching(store.url, engine.log)
  const summary = async (id: string): Promise<RunSummaryView> => presentRun(await findRunBy(store, id))

  const ask = async (actor: Actor, stack: string, task: string, mode: 'run' | 'plan', approve: boolean): Promise<RunSummaryView> => {
    requireRole(actor, 'operator')
    await requireTask(engine, stack, task)
    return summary(await requestRun(engine, actor.name, { stack, task, mode, approve }))
  }
  const answer = async (actor: Actor, part: string, act: (id: string) => Promise<void>): Promise<RunSummaryView> => {
    requireRole(actor, 'operator')
    const id = await expandRunId(store, part)
    await act(id)
    return summary(id)
  }

  const useCases: UseCases = {
    health: () => viewHealth(store),
    overview: () => viewOverview(store),
    tasks: (filter = {}) => viewTasks(store, filter),
    task: async (stack, task) => {
      await requireTask(engine, stack, task)
      return (await viewTasks(store, { stack, task }))[0]!
    },
    targets: () => viewTargets(store),
    target: (stack, target) => viewTarget(store, stack, target),
    databases: () => viewDatabases(store, engine.procedures),
    database: (stack, target) => viewDatabase(store, engine.procedures, stack, target),
    calendar: (from, to, limit = 2_000) => viewCalendar(store, from, to, limit),
    calendarDays: (from, to, timezone) => viewCalendarDays(store, from, to, timezone),

    plan: (actor, stack, task) => ask(actor, stack, task, 'plan', false),
    run: (actor, stack, task, options = {}) => ask(actor, stack, task, 'run', options.approve ?? false),
    runs: async (filter = {}) =>
      (await listRuns(store, filter.before === undefined ? filter : { ...filter, before: await expandRunId(store, filter.before) })).map(
        presentRun,
      ),
    runById: async (part) => {
      const run = await findRunBy(store, part)
      const [steps, looks, answers] = await Promise.all([listSteps(store, run.id), listLooks(store, run.id), listAnswers(store, run.id)])
      return presentRunWhole(run, { steps, looks, answers })
    },
    cancel: (actor, run) => answer(actor, run, (id) => cancelRun(engine, actor.name, id)),

    requests: () => viewRequests(store),
    approve: (actor, run, planHash, note) => answer(actor, run, (id) => approveRun(engine, actor.name, id, planHash, note ?? null)),
    reject: (actor, run, note) => answer(actor, run, (id) => rejectRun(engine, actor.name, id, note)),
    sign: (actor, run, note) => answer(actor, run, (id) => signRun(engine, actor.name, id, note)),

    findings: async (filter = {}) => (await listFindings(store, filter)).map(presentFinding),
    acknowledge: async (actor, part, note) => {
      requireRole(actor, 'operator')
      return acknowledge(engine, actor, part, note ?? null)
    },

    audit: async (filter = {}) =>
      (await listAudit(store, filter)).map((row) => ({ ...row, at: row.at.toISOString(), detail: JSON.parse(row.detail) as Json })),
    verifyAudit: () => verifyAudit(store),
    procedures: () => [...engine.procedures.values()].map(presentProcedure),
    ...archiveUseCases(engine),
    ...tokenUseCases(store),
    watch: (listener) => watching.watch(listener),
    metrics: createMetrics(store, engine.queue),
  }
  return { useCases, closeWatch: () => watching.close() }
}

async function requireTask(engine: Engine, stack: string, task: string): Promise<void> {
  const tasks = await listTasks(engine.store)
  if (tasks.some((row) => row.stack === stack && row.name === task)) return
  const meant = nearest(
    `${stack}/${task}`,
    tasks.map((row) => `${row.stack}/${row.name}`),
  )
  throw new UserError(`there is no task ${stack}/${task}`, {
    code: 'not-found',
    hint: meant === null ? 'list the tasks with: upkeep tasks' : `did you mean ${meant}?`,
  })
}

async function acknowledge(engine: Engine, actor: Actor, part: string, note: string | null): Promise<FindingView> {
  if (!/^[0-9a-f-]{6,36}$/i.test(part))
    throw new UserError(`${JSON.stringify(part)} is not the id of a finding`, { hint: 'give the id as `upkeep findings` shows it.' })
  const matches = await matchFindings(engine.store, part.toLowerCase())
  if (matches.length > 1) throw new UserError(`${part} fits several findings`, { hint: 'give more characters.' })
  const found = matches[0]
  if (!found) throw new UserError(`there is no finding ${part}`, { code: 'not-found', hint: 'list the findings with: upkeep findings' })
  return engine.store.tx(async (db) => {
    const row = await acknowledgeFinding(db, found.id, actor.name, note)
    if (row === null) throw new UserError(`finding ${part} is resolved already`, { code: 'conflict' })
    await announce(db, { kind: 'finding', id: row.id, stack: row.stack, task: row.task })
    await appendAudit(db, {
      actor: actor.name,
      action: 'finding.acknowledged',
      subject: `finding:${row.id}`,
      detail: { title: row.title, note },
    })
    return presentFinding(row)
  })
}
