/** What the page knows of a call that didn't succeed: the API's own words, or ours when it couldn't be reached. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly status: number | null
  readonly code: string
  readonly hint: string | null
  readonly problems: readonly { readonly message: string; readonly hint?: string }[]

  constructor(given: {
    status: number | null
    code: string
    message: string
    hint?: string | null
    problems?: Failure['problems']
    cause?: unknown
  }) {
    super(given.message, given.cause === undefined ? undefined : { cause: given.cause })
    this.status = given.status
    this.code = given.code
    this.hint = given.hint ?? null
    this.problems = given.problems ?? []
  }
}

/** The failure that an answer which isn't 2xx tells of. A body that isn't the API's (a proxy's page, say) is named by its status. */
export function failureOf(status: number, body: unknown): Failure {
  const error = isObject(body) && isObject(body['error']) ? body['error'] : null
  if (error === null || typeof error['message'] !== 'string') {
    return new Failure({
      status,
      code: 'unreadable',
      message: `the server answered ${status} without saying why`,
      hint: 'look at the log of `upkeep up`, and at any proxy between',
    })
  }
  return new Failure({
    status,
    code: typeof error['code'] === 'string' ? error['code'] : 'unknown',
    message: error['message'],
    hint: typeof error['hint'] === 'string' ? error['hint'] : null,
    problems: Array.isArray(error['problems']) ? (error['problems'] as Failure['problems']) : [],
  })
}

export function unreachable(cause: unknown): Failure {
  return new Failure({
    status: null,
    code: 'unreachable',
    message: "the Upkeep server doesn't answer",
    hint: 'is `upkeep up` still running, and this machine still on the network?',
    cause,
  })
}

/** Any thrown value as a Failure; what isn't one already is a mistake in the page itself. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  return new Failure({ status: null, code: 'page', message: error instanceof Error ? error.message : String(error), cause: error })
}

export const isSignedOut = (error: unknown): boolean => error instanceof Failure && error.status === 401

const isObject = (value: unknown): value is { readonly [key: string]: unknown } => typeof value === 'object' && value !== null
