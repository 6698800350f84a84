import { z } from 'zod'

/**
 * Every code that an answer of the API can carry, and its status. Codes are stable: scripts match on them. docs/errors.md explains each,
 * and a test holds the two together.
 */
export const statusOfError = {
  'bad-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'cross-site': 403,
  'not-found': 404,
  'no-such-path': 404,
  'wrong-method': 405,
  conflict: 409,
  'too-large': 413,
  'wrong-media-type': 415,
  'wrong-host': 421,
  'too-many-requests': 429,
  internal: 500,
  unreachable: 502,
  'not-available': 503,
  'timed-out': 503,
} as const

export type ErrorCode = keyof typeof statusOfError

export const errorBody = z.object({
  error: z.object({
    code: z.enum(Object.keys(statusOfError) as [ErrorCode, ...ErrorCode[]]),
    message: z.string().describe('What happened, with the real values.'),
    hint: z.string().optional().describe('What to do about it.'),
    problems: z
      .array(z.object({ message: z.string(), hint: z.string().optional() }))
      .optional()
      .describe('Everything that is wrong with the input, at once.'),
    requestId: z.string().optional().describe('Names the request in the log.'),
  }),
})
export type ErrorBody = z.infer<typeof errorBody>

/** For the `response` of each route's schema. */
export const errorAnswers = { '4xx': errorBody, '5xx': errorBody } as const

/** An error of the doors themselves; what the use cases throw is a UserError. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, hint?: string) {
    super(message)
    this.code = code
    this.hint = hint
  }
}
