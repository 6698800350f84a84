import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { subfolders } from '../base/modules.ts'
import type { AnyConnector } from './connector.ts'

/** Every connector there is, by kind: the default export of `<kind>/index.ts`. A folder that calls its connector otherwise is a bug, and an error. */
export async function loadConnectors(): Promise<ReadonlyMap<string, AnyConnector>> {
  const extension = extname(import.meta.filename)
  const connectors = new Map<string, AnyConnector>()
  for (const kind of await subfolders(import.meta.dirname)) {
    // The index alone: other modules of the folder may be programs of their own.
    const path = join(import.meta.dirname, kind, `index${extension}`)
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown }
    connectors.set(kind, checked(path, module.default, kind))
  }
  return connectors
}

function checked(path: string, value: unknown, kind: string): AnyConnector {
  const connector = value as Partial<AnyConnector> | undefined
  if (typeof connector?.open !== 'function') throw new Error(`${path}: its default export is not a connector`)
  if (connector.kind !== kind) throw new Error(`${path}: expected the connector's kind to be ${kind}, found ${connector.kind}`)
  return connector as AnyConnector
}
