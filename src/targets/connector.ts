import type { z } from 'zod'
import type { Logger } from '../base/logger.ts'

/** Why work on a target must not go on just now: replication lag, a busy host, a lock that somebody waits for. */
export type StopSignal = { readonly name: string; readonly reason: string }

/** An open connection to one thing under care. */
export type Target = {
  /** Resolves when the target answers; throws a RemoteError when it doesn't. */
  ping(): Promise<void>
  close(): Promise<void>
  /** What speaks against going on; empty when nothing does. What can't be read is itself a signal: unknown counts as bad. Throws when the work has lost its connection. */
  stopSignals?(): Promise<readonly StopSignal[]>
}

export type Opening = {
  /** `inspect` gives a connection that can't change anything; `apply` one that can. */
  readonly mode: 'inspect' | 'apply'
  /** Who is at work, for the target's own lists of sessions. A connection of an older fence of the same run is ended. */
  readonly run: { readonly id: string; readonly fence: number }
  readonly signal: AbortSignal
  readonly log: Logger
}

/** How to reach one kind of target. The configuration is one entry under `targets:` in a stack file, without its `kind`. */
export type Connector<Config = never, Handle extends Target = Target> = {
  readonly kind: string
  readonly title: string
  readonly summary: string
  readonly config: z.ZodType<Config>
  /** An example entry for the docs and the JSON Schema. */
  readonly example: string
  open(config: Config, opening: Opening): Promise<Handle>
}

export const defineConnector = <Config, Handle extends Target>(connector: Connector<Config, Handle>): Connector<Config, Handle> => connector

/** A connector as the catalogue keeps it: the types of one kind no longer matter. */
// oxlint-disable-next-line typescript/no-explicit-any -- the catalogue holds connectors of every kind
export type AnyConnector = Connector<any, any>
