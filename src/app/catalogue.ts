import { z } from 'zod'
import { loadProcedures } from '../procedures/index.ts'
import type { AnyProcedure } from '../procedures/contract.ts'
import type { AnyConnector } from '../targets/connector.ts'
import { loadConnectors } from '../targets/index.ts'
import type { ProcedureView } from './views/procedure.ts'

/** Everything that stack files can name. */
export type Catalogue = { readonly procedures: ReadonlyMap<string, AnyProcedure>; readonly connectors: ReadonlyMap<string, AnyConnector> }

let loaded: Promise<Catalogue> | undefined

/** Lists the folders once a process. */
export function loadCatalogue(): Promise<Catalogue> {
  loaded ??= Promise.all([loadProcedures(), loadConnectors()]).then(([procedures, connectors]) => ({ procedures, connectors }))
  return loaded
}

export const presentProcedure = (procedure: AnyProcedure): ProcedureView => ({
  name: procedure.name,
  title: procedure.title,
  summary: procedure.summary,
  docs: procedure.docs,
  example: procedure.example,
  target: procedure.target?.kind ?? null,
  kind: procedure.kind ?? 'machine',
  params: z.toJSONSchema(procedure.params, { io: 'input', unrepresentable: 'any' }),
})
