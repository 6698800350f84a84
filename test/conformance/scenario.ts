import type { Json, JsonObject } from '../../src/base/json.ts'

/**
 * A scenario makes a real target with real trouble, for one procedure. The conformance suite drives the procedure over it, kills it at every
 * boundary, and asks the scenario for an independent look.
 *
 * Scenarios stand in `test/conformance/scenarios/<procedure name>.ts` (`postgres.vacuum.ts`, `http.health.ts`); the default export is a list of
 * them. They are found by listing that folder; a procedure without a scenario fails the suite.
 */
export type Scenario = {
  /** The trouble, as a sentence that goes on from "with": `a table full of dead rows`. */
  readonly title: string
  /**
   * What the first look must lead to. `steps`: it plans at least one, and applying them empties the plan. `findings`: it plans none and finds
   * something. `nothing`: it neither plans nor finds. A procedure with `apply` needs at least one scenario that expects steps.
   */
  readonly expects: 'steps' | 'findings' | 'nothing'
  /**
   * What makes a second run do nothing. `state` (the default): the target itself; a new run plans nothing. `record`: the run's own record
   * (command.run); the same run looked at again plans nothing.
   */
  readonly doneBy?: 'state' | 'record'
  make(bench: Bench): Promise<World>
}

/** What a scenario may build its target from. All of it is thrown away after the trial. */
export type Bench = {
  /** The major version of the server, for procedures whose target is a Postgres; else 0. */
  readonly major: number
  /** A new, empty database on the server that this trial is for. Only for procedures whose target is a Postgres; they run once on each server version. */
  database(): Promise<{ readonly url: string }>
  /** A new, empty folder. */
  folder(): Promise<string>
}

export type World = {
  /** The target's entry in a stack file without its `kind`, secrets filled in; null for a procedure without a target. */
  readonly config: JsonObject | null
  /** What stands under `with:` in a stack file. */
  readonly params: JsonObject
  /** Everything of the target that a look must not change, as plain JSON, in a fixed order. */
  snapshot(): Promise<Json>
  /** Called when the run is done: throws when the trouble is not really gone, or something went that should have stayed. Looks with its own eyes. */
  proven(): Promise<void>
  close(): Promise<void>
}
