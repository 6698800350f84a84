import { extname, join } from 'node:path'
import { defaultExports, subfolders } from '../base/modules.ts'
import type { FoundModule } from '../base/modules.ts'
import type { AnyConnector } from './connector.ts'

/** Every connector there is, by kind: the default export of `<kind>/index.ts`. A folder that calls its connector otherwise is a bug, and an error. */
export async function loadConnectors(): Promise<ReadonlyMap<string, AnyConnector>> {
  const here = import.meta.dirname
  const extension = extname(import.meta.filename)
  const connectors = new Map<string, AnyConnector>()
  for (const kind of await subfolders(here)) {
    for (const found of await defaultExports(join(here, kind), extension)) connectors.set(kind, checked(found, kind))
  }
  return connectors
}

function checked(found: FoundModule, kind: string): AnyConnector {
  const connector = found.value as Partial<AnyConnector>
  if (typeof connector !== 'object' || typeof connector.open !== 'function') {
    throw new Error(`${found.path}: its default export is not a connector; a helper has named exports only`)
  }
  if (connector.kind !== kind) throw new Error(`${found.path}: expected the connector's kind to be ${kind}, found ${connector.kind}`)
  return connector as AnyConnector
}
