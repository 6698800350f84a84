import createClient from 'openapi-fetch'
import { noteServerTime } from '../ui/time/clock.ts'
import { failureOf, unreachable } from './failure.ts'
import type { paths } from './schema.generated.ts'

/** The one way to the server. Types, paths and bodies come from its OpenAPI document; the cookie goes along by itself. */
export const api = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin' })

api.use({
  onResponse: ({ response }) => noteServerTime(response.headers.get('date')),
  onError: ({ error }) => (error instanceof DOMException && error.name === 'AbortError' ? undefined : unreachable(error)),
})

type Answer<T> = { readonly data?: T; readonly error?: unknown; readonly response: Response }

/** The answer's data; throws a Failure for everything that isn't 2xx. */
export async function answer<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call
  if (!response.ok) throw failureOf(response.status, error)
  return data as T
}
