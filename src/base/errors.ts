/**
 * Three kinds of trouble, which callers treat differently:
 * a UserError is somebody's mistake and is shown as it stands (exit 2, HTTP 4xx);
 * a RemoteError is the world's, and says whether a retry can cure it;
 * anything else is a bug of ours, and is shown with its stack in the log.
 */

/** Where in a file a problem is: 1-based line and column. */
export type Place = { readonly file: string; readonly line: number; readonly column: number }

/** One thing that is wrong with what a person handed in. */
export type Problem = { readonly message: string; readonly hint?: string; readonly place?: Place }

export type UserErrorCode = 'bad-input' | 'not-found' | 'conflict' | 'forbidden' | 'unauthenticated' | 'not-available'

export class UserError extends Error {
  override readonly name = 'UserError'
  readonly code: UserErrorCode
  readonly hint: string | undefined
  readonly problems: readonly Problem[]

  constructor(message: string, options: { code?: UserErrorCode; hint?: string; problems?: readonly Problem[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = options.code ?? 'bad-input'
    this.hint = options.hint
    this.problems = options.problems ?? []
  }
}

export class RemoteError extends Error {
  override readonly name = 'RemoteError'
  /** True when the same call may succeed later: a refused connection, a time-out, a lock not gained. */
  readonly transient: boolean
  readonly hint: string | undefined

  constructor(message: string, options: { transient: boolean; hint?: string; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.transient = options.transient
    this.hint = options.hint
  }
}

/** The words of an error for a person: what happened, then `HINT:` what to do, then each problem at its place. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) {
    const problems = error.problems.map((problem) => describeProblem(problem))
    return [withHint(error.message, error.hint), ...problems].join('\n')
  }
  if (error instanceof RemoteError) return withHint(error.message, error.hint)
  if (error instanceof AggregateError && error.message === '') return error.errors.map(describeError).join('; ')
  return error instanceof Error ? error.message : String(error)
}

/** `file:line:column: message` and its hint, the form that editors make clickable. */
export function describeProblem(problem: Problem): string {
  const place = problem.place ? `${problem.place.file}:${problem.place.line}:${problem.place.column}: ` : ''
  return withHint(place + problem.message, problem.hint)
}

function withHint(message: string, hint: string | undefined): string {
  return hint === undefined ? message : `${message}\nHINT: ${hint}`
}

/** The words of one described error without its hint, and the hint. Several errors, or more after the hint, stay as they are. */
export function splitHint(words: string): { readonly message: string; readonly hint: string | null } {
  const [message, hint, ...more] = words.split('\nHINT: ')
  return hint === undefined || more.length > 0 || hint.includes('\n') ? { message: words, hint: null } : { message: message!, hint }
}
