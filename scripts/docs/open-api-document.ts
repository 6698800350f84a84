import { createApi } from '../../src/api/index.ts'
import type { UseCases } from '../../src/app/use-cases.ts'
import { version } from '../../src/app/version.ts'
import { createLogger } from '../../src/base/logger.ts'
import type { Schema } from './schema-table.ts'

export type Operation = {
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly description?: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>>
}

export type OpenApiDocument = {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

/** The document that a running API serves at /docs/json, made without running one: describing a route calls no use case. */
export async function openApiDocument(): Promise<OpenApiDocument> {
  const api = await createApi({ useCases: {} as UseCases, log: createLogger({ level: 'silent' }), webRoot: import.meta.dirname, version })
  await api.ready()
  try {
    return api.swagger() as unknown as OpenApiDocument
  } finally {
    await api.close()
  }
}
