/** The parts of an OpenAPI document that are put right here. */
type Document = {
  paths?: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, object> }
}
type Operation = {
  requestBody?: { required?: boolean; content: Record<string, { schema: { anyOf?: readonly { type?: string }[] } }> }
  responses?: Record<string, { description: string }>
}

const descriptions: Readonly<Record<string, string>> = {
  '200': 'Done.',
  '201': 'Made.',
  '202': 'Taken on; it goes on by itself.',
  '204': 'Done; there is nothing to say.',
  '503': 'It is not, or not right now.',
  '4XX': "The caller's mistake; `error.code` says which.",
  '5XX': 'Trouble on our side; `error.requestId` names the request in the log.',
}

/**
 * Puts right what the generator can't know: a schema is the same for input and for output here (it makes `RunInput` beside `Run`),
 * a body that may be null may be left out, and an answer deserves a description.
 */
export function tidyOpenApi<T extends object>(made: T): T {
  const named = new Set(Object.keys((made as Document).components?.schemas ?? {}))
  const text = JSON.stringify(made).replaceAll(/"#\/components\/schemas\/(\w+)Input"/g, (ref, name: string) =>
    named.has(name) ? `"#/components/schemas/${name}"` : ref,
  )
  const document = JSON.parse(text) as T & Document
  const schemas = document.components?.schemas ?? {}
  for (const name of Object.keys(schemas)) if (name.endsWith('Input') && named.has(name.slice(0, -'Input'.length))) delete schemas[name]
  for (const operations of Object.values(document.paths ?? {})) for (const operation of Object.values(operations)) tidyOperation(operation)
  return document
}

function tidyOperation({ requestBody, responses = {} }: Operation): void {
  const bodies = Object.values(requestBody?.content ?? {})
  if (requestBody && bodies.every(({ schema }) => schema.anyOf?.some(({ type }) => type === 'null'))) requestBody.required = false
  for (const [status, response] of Object.entries(responses)) response.description = descriptions[status] ?? response.description
}
