import type { z } from 'zod'
import { UserError } from '../base/errors.ts'
import type { JsonObject } from '../base/json.ts'
import { redact } from '../base/redact.ts'
import { labelOf } from './complaint.ts'
import { expectedWords } from './issue-words.ts'
import { resolveSecrets } from './resolve.ts'

/**
 * What a target's configuration or a task's parameters come to: references are replaced and the schema is asked again, in full this time.
 * `what` names the place in the stack file (`targets.db`). Throws one UserError with everything that is missing or doesn't fit; secrets are masked in it.
 */
export function resolveAs<Output>(
  schema: z.ZodType<Output>,
  written: JsonObject,
  env: Readonly<Record<string, string | undefined>>,
  what: string,
): { readonly value: Output; readonly secrets: readonly string[] } {
  const { value, secrets } = resolveSecrets(written, env)
  const result = schema.safeParse(value, { error: expectedWords })
  if (result.success) return { value: result.data, secrets }
  const problems = result.error.issues.map((issue) => ({
    message: redact(`${labelOf([what, ...issue.path.map(String)])}: ${issue.message}`, secrets),
  }))
  throw new UserError(`${what} doesn't fit once its references are replaced`, {
    problems,
    hint: 'look at the values of the environment variables and files that it names.',
  })
}
