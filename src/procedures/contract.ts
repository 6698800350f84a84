import type { z } from 'zod'
import type { Archive } from '../backup/archive/shelf.ts'
import type { ArchivedRows, TableRows } from '../backup/table-rows.ts'
import type { Json, JsonObject } from '../base/json.ts'
import type { Logger } from '../base/logger.ts'
import type { Severity } from '../base/severity.ts'
import type { Connector, Target } from '../targets/connector.ts'

/**
 * A procedure is a reconciler.
 *
 *   inspect(target)              -> observation              reads only
 *   assess(observation, params)  -> { findings, steps }      pure
 *   apply(step)                  -> outcome                  one idempotent change, bounded in time
 *
 * A run inspects, assesses, applies each step, then inspects and assesses again. It is done when no step is left.
 * Observations and steps are plain JSON, because they are the evidence.
 */

/**
 * What a step may cost those who use the target:
 * `safe` takes no lock that a reader or writer could notice; `disruptive` runs only in a window;
 * `destructive` takes data away, and needs the proof that its task names and, unless the policy is `auto`, an approval.
 */
export type Risk = 'safe' | 'disruptive' | 'destructive'

export type Preview = {
  /** The very statement, request or command that apply sends. */
  readonly statement: string
  /** How much it will touch, as far as it can be known beforehand. */
  readonly rows?: number
  readonly bytes?: number
  readonly files?: number
}

export type Step = {
  /** Stays the same from look to look for the same piece of work: it ties a plan to its steps and a step to its record. */
  readonly key: string
  readonly title: string
  readonly risk: Risk
  readonly preview: Preview
  /** What apply needs beside the target and the parameters. */
  readonly args: JsonObject
  /** Keys of steps that must have succeeded first; without them this one isn't started. Other steps go on after one failed. */
  readonly after?: readonly string[]
  /** The rows that a destructive step takes away: what a backup or archive has to hold before it may start. A step that doesn't say has no proof. */
  readonly takes?: readonly TableRows[]
  /** A person has to say yes to it, whatever the task's policy. */
  readonly alwaysAsk?: true
  /** How long it should take, in milliseconds: the runner doesn't start a step that won't fit into what is left of the window. */
  readonly expectedMs?: number
}

/** Something that is wrong and that no step of this run cures. */
export type Finding = {
  /** Identity within the task: the same trouble has the same fingerprint at each look. Never a number that changes. */
  readonly fingerprint: string
  readonly severity: Severity
  readonly title: string
  readonly detail?: string
  /** What a person can do about it. */
  readonly hint?: string
  /** What the run was for was tried, and not reached: it ends as not converged. Other findings don't make a run fail. */
  readonly unmet?: true
}

/** A thing that was not looked at, and why. Findings about it stay open: unknown is not fine. */
export type Skipped = {
  readonly what: string
  readonly why: string
  /** Findings whose fingerprint begins so stay as they are. */ readonly fingerprints?: string
}

/** A line for people about the state that was seen; before and after stand side by side on a run's page. */
export type Fact = {
  readonly label: string
  readonly value: number | string | boolean | null
  readonly unit?: 'bytes' | 'rows' | 'ms' | 's' | 'percent' | 'count' | 'time'
}

export type Assessment = {
  readonly findings: readonly Finding[]
  readonly steps: readonly Step[]
  readonly notLookedAt?: readonly Skipped[]
  readonly facts?: readonly Fact[]
}

/** What one step did; `summary` is a sentence for people. */
export type Outcome = { readonly summary: string; readonly [key: string]: Json | undefined }

/** What a step of this very run did at an earlier attempt, if it got that far. */
export type StepRecord = { readonly key: string; readonly endedAt: string; readonly outcome: Outcome }

/** A task of the same stack, as `review` shows it to the person who signs. */
export type TaskFacts = {
  readonly task: string
  readonly title: string
  readonly lastRun: { readonly id: string; readonly state: string; readonly endedAt: string | null; readonly facts: readonly Fact[] } | null
  readonly openFindings: readonly { readonly severity: Severity; readonly title: string }[]
}

export type InspectContext = {
  readonly now: Date
  /** The moment for which this run is due; for a run that a person asked for, the moment of asking. */
  readonly due: Date
  /** The last observation of this task by an earlier run, or null. */
  readonly previous: Json | null
  /** The record of a finished step of this run, or null. */
  record(stepKey: string): StepRecord | null
  /** The state of other tasks of the same stack; throws a UserError for a name that isn't there. */
  facts(tasks: readonly string[]): Promise<readonly TaskFacts[]>
  readonly signal: AbortSignal
  readonly log: Logger
}

export type ApplyContext = {
  /**
   * Call before starting and between batches. Whatever may stop a run is honoured here and nowhere else: cancel, deadline,
   * the window's end, a lost lease, stop signals. Returns when work may go on; throws when it may not. Let what it throws pass.
   */
  checkpoint(): Promise<void>
  progress(done: number, of: number | null, unit: string): void
  measure(name: string, value: number, unit: string): void
  /** Whose step this is, for what is written down outside of the store. `target` is its name in the stack. */
  readonly work: { readonly stack: string; readonly task: string; readonly target: string }
  /** The archives that are this step's proof, under `proof: archive`: what they don't hold has to stay. Else empty. */
  readonly archived: readonly ArchivedRows[]
  /** Puts an archive that was verified on record: from then on it is a proof. */
  recordArchive(archive: Archive): Promise<void>
  readonly now: () => Date
  readonly signal: AbortSignal
  readonly log: Logger
}

export type Procedure<Config = never, Handle extends Target = Target, Params = never, Observation extends Json = Json> = {
  /** `<family>.<name>`, the same as its path. */
  readonly name: string
  readonly title: string
  /** One sentence for lists. */
  readonly summary: string
  /** Markdown for its page: what it looks at, what it does, where the thresholds come from. */
  readonly docs: string
  /** An example task for the docs, as YAML. */
  readonly example: string
  /** null: cares for no target of its own (review). */
  readonly target: Connector<Config, Handle> | null
  readonly params: z.ZodType<Params>
  /** `sign-off`: a person answers; the run waits for that. */
  readonly kind?: 'machine' | 'sign-off'
  inspect(at: { readonly target: Handle; readonly params: Params; readonly ctx: InspectContext }): Promise<Observation>
  assess(observation: Observation, params: Params): Assessment
  apply?(step: Step, at: { readonly target: Handle; readonly params: Params; readonly ctx: ApplyContext }): Promise<Outcome>
}

/** Ties the types of connector, parameters and observation together; adds nothing. */
export const defineProcedure = <Config, Handle extends Target, Params, Observation extends Json>(
  procedure: Procedure<Config, Handle, Params, Observation>,
): Procedure<Config, Handle, Params, Observation> => procedure

/** A procedure as the catalogue keeps it: the types of one kind no longer matter. */
// oxlint-disable-next-line typescript/no-explicit-any -- the catalogue holds procedures of every kind
export type AnyProcedure = Procedure<any, any, any, any>
