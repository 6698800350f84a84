import type { z } from 'zod'

/** What a stack file can name, handed in by those who know: the procedures and the kinds of targets. */
export type Catalogue = {
  readonly procedures: ReadonlyMap<string, ProcedureEntry>
  readonly connectors: ReadonlyMap<string, ConnectorEntry>
}

/** What a stack file has to know of a procedure; every Procedure is one. */
export type ProcedureEntry = {
  readonly name: string
  readonly title: string
  readonly summary: string
  readonly params: z.ZodType
  readonly target: { readonly kind: string } | null
  readonly kind?: 'machine' | 'sign-off'
}

/**
 * What a stack file has to know of a connector; every Connector is one. Its `config` is checked twice: when the stack file is read, while references still
 * stand in it (what a string with a reference turns out to be isn't judged then), and in full once they are replaced.
 * A field that may hold a reference therefore has to take a string: write z.string(), z.url() or z.coerce.number(), not z.number().
 */
export type ConnectorEntry = {
  readonly kind: string
  readonly title: string
  readonly summary: string
  readonly config: z.ZodType
}
