/** A value that survives JSON unchanged. Observations, steps and evidence are made of nothing else. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json | undefined }

/**
 * JSON with sorted keys and no spaces, so that equal values have equal text: the form that is hashed.
 * Keys whose value is undefined are left out, as JSON.stringify does.
 */
export function canonicalJson(value: Json | undefined): string {
  if (value === undefined || value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`
  const entries = Object.entries(value as JsonObject)
    .filter(([, item]) => item !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`)
  return `{${entries.join(',')}}`
}

/** The text of a value for a jsonb column, which can't hold U+0000: it becomes U+FFFD. */
export const jsonbText = (value: Json): string => JSON.stringify(value).replaceAll(/(?<!\\)((?:\\\\)*)\\u0000/g, '$1\ufffd')
