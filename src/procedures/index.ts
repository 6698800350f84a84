import { extname, join } from 'node:path'
import { defaultExports, subfolders } from '../base/modules.ts'
import type { FoundModule } from '../base/modules.ts'
import type { AnyProcedure } from './contract.ts'

/**
 * Every procedure there is, by name. A procedure is the default export of `<family>/<name>.ts`; it calls itself `<family>.<name>`, or just
 * `<family>` where the two are the same word. A file that calls its procedure otherwise is a bug, and an error.
 */
export async function loadProcedures(): Promise<ReadonlyMap<string, AnyProcedure>> {
  const here = import.meta.dirname
  const extension = extname(import.meta.filename)
  const procedures = new Map<string, AnyProcedure>()
  for (const family of await subfolders(here)) {
    for (const found of await defaultExports(join(here, family), extension)) {
      const procedure = checked(found, family === found.name ? family : `${family}.${found.name}`)
      procedures.set(procedure.name, procedure)
    }
  }
  return procedures
}

function checked(found: FoundModule, expected: string): AnyProcedure {
  const procedure = found.value as Partial<AnyProcedure>
  if (typeof procedure !== 'object' || typeof procedure.inspect !== 'function' || typeof procedure.assess !== 'function') {
    throw new Error(`${found.path}: its default export is not a procedure; a helper has named exports only`)
  }
  if (procedure.name !== expected)
    throw new Error(`${found.path}: expected the procedure's name to be ${expected}, found ${procedure.name}`)
  return procedure as AnyProcedure
}
