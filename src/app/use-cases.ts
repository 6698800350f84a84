import type { Severity } from '../base/severity.ts'
import type { ArchiveVerdictView, ArchiveView, RestoredView } from './archive-views.ts'
import type { DatabaseSummaryView, DatabaseView } from './database/views.ts'
import type { AuditEntryView, AuditVerdictView } from './views/audit.ts'
import type { CalendarDayView, OccurrenceView } from './views/calendar.ts'
import type { FindingView, RequestView } from './views/finding.ts'
import type { HealthView } from './views/health.ts'
import type { OverviewView } from './views/overview.ts'
import type { ProcedureView } from './views/procedure.ts'
import type { RunSummaryView, RunView } from './views/run.ts'
import type { TargetLooksView, TargetView } from './views/target.ts'
import type { TaskView } from './views/task.ts'
import type { TokenView } from './views/token.ts'
import type { Role, RunState } from './views/words.ts'

/** Who asks: a token's name over HTTP, the operating system's user at the command line. Written into the audit. */
export type Actor = { readonly name: string; readonly role: Role }

export type RunFilter = {
  readonly stack?: string
  readonly task?: string
  readonly state?: readonly RunState[]
  readonly limit?: number
  /** Runs older than this run's id. */ readonly before?: string
}
export type FindingFilter = {
  readonly stack?: string
  readonly task?: string
  readonly state?: readonly ('open' | 'acknowledged' | 'resolved')[]
  readonly severity?: Severity
  readonly limit?: number
}

/** A change that those who watch are told of. `run` and `finding` carry the id of what changed. */
export type LiveEvent = {
  readonly kind: 'run' | 'finding' | 'stack' | 'worker'
  readonly id: string
  readonly stack?: string
  readonly task?: string
}

/**
 * The use cases that the doors share. Each throws a UserError for what a caller did wrong: `not-found`, `forbidden` (the role is too low),
 * `conflict` (the state doesn't allow it), `bad-input`.
 */
export type UseCases = {
  health(): Promise<HealthView>
  overview(): Promise<OverviewView>
  tasks(filter?: { stack?: string }): Promise<readonly TaskView[]>
  task(stack: string, task: string): Promise<TaskView>
  /** What is under care: each target of each stack. */
  targets(): Promise<readonly TargetView[]>
  /** One of them, with the last look of each of its tasks. */
  target(stack: string, target: string): Promise<TargetLooksView>
  /** The databases among them: size, growth, what needs care most. */
  databases(): Promise<readonly DatabaseSummaryView[]>
  /** One of them, section by section. */
  database(stack: string, target: string): Promise<DatabaseView>
  /** Past runs and coming dues between two moments, at most `limit` (default 2,000) of them. */
  calendar(from: Date, to: Date, limit?: number): Promise<readonly OccurrenceView[]>
  /** The same, counted by day of an IANA time zone and task. Throws a UserError for an unknown zone. */
  calendarDays(from: Date, to: Date, timezone: string): Promise<readonly CalendarDayView[]>

  /** Makes a plan: inspect and assess, nothing else. Returns at once; the run ends as `planned`. Operator. */
  plan(actor: Actor, stack: string, task: string): Promise<RunSummaryView>
  /** Asks for a run now. If one of this task is open already, that one is returned. `approve`: whatever it plans is approved beforehand. Operator. */
  run(actor: Actor, stack: string, task: string, options?: { approve?: boolean }): Promise<RunSummaryView>
  runs(filter?: RunFilter): Promise<readonly RunSummaryView[]>
  /** `id` may be cut to a unique beginning of 8 characters or more, or its last 8 characters. */
  runById(id: string): Promise<RunView>
  cancel(actor: Actor, runId: string): Promise<RunSummaryView>

  requests(): Promise<readonly RequestView[]>
  /** Approves the plan that has this hash; a `conflict` when the run waits with another one. Operator. */
  approve(actor: Actor, runId: string, planHash: string, note?: string): Promise<RunSummaryView>
  /** Says no: the run ends as cancelled. Operator. */
  reject(actor: Actor, runId: string, note: string): Promise<RunSummaryView>
  /** Answers a review. Operator. */
  sign(actor: Actor, runId: string, note: string): Promise<RunSummaryView>

  findings(filter?: FindingFilter): Promise<readonly FindingView[]>
  acknowledge(actor: Actor, findingId: string, note?: string): Promise<FindingView>

  audit(filter?: { limit?: number; before?: number; subject?: string }): Promise<readonly AuditEntryView[]>
  verifyAudit(): Promise<AuditVerdictView>

  procedures(): readonly ProcedureView[]

  /** Archives of table rows, newest first. */
  archives(filter?: { stack?: string; limit?: number }): Promise<readonly ArchiveView[]>
  /** Reads one back whole. `archive` is its id, cut as a run's may be, or the path of its folder. Operator. */
  verifyArchive(actor: Actor, archive: string): Promise<ArchiveVerdictView>
  /**
   * Writes its rows back where they were, or into the table that `to` (an address with a table after the database) or `table` names. What is there
   * already stays as it is. Operator.
   */
  restoreArchive(
    actor: Actor,
    archive: string,
    options?: { to?: string; table?: string; progress?: (done: number, of: number) => void; signal?: AbortSignal },
  ): Promise<RestoredView>

  tokens(actor: Actor): Promise<readonly TokenView[]>
  /** The secret is in the answer and nowhere else: only its hash is kept. Admin. */
  createToken(actor: Actor, name: string, role: Role, expiresAt?: Date): Promise<{ token: TokenView; secret: string }>
  revokeToken(actor: Actor, id: string): Promise<void>
  /** Who a secret belongs to, or null. Compares hashes; notes the use. */
  authenticate(secret: string): Promise<Actor | null>

  /** Calls back for each change, from whichever process it comes; returns the function that ends it. */
  watch(listener: (event: LiveEvent) => void): () => void
  /** The Prometheus exposition text. */
  metrics(): Promise<string>
}
