import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { RemoteError, UserError } from '../base/errors.ts'
import { ApiError, statusOfError } from './error-catalogue.ts'
import type { ErrorBody, ErrorCode } from './error-catalogue.ts'

type Told = Omit<ErrorBody['error'], 'requestId'>

/** Fastify's own errors, by their code. Whatever is in no list is a bug. */
const fastifyCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'bad-input',
  FST_ERR_CTP_INVALID_JSON_BODY: 'bad-input',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-input',
  FST_ERR_BAD_URL: 'bad-input',
  FST_ERR_MAX_PARAM_LENGTH: 'no-such-path',
  FST_ERR_HANDLER_TIMEOUT: 'timed-out',
  FST_STATIC_FORBIDDEN_PATH: 'no-such-path',
}
const hints: Partial<Record<ErrorCode, string>> = {
  'wrong-media-type': 'send JSON, with the header content-type: application/json.',
  'too-large': 'a body may have 64 KiB at most.',
  'timed-out': 'try again; if it stays, look at `upkeep doctor` on the server.',
}

/** What a caller is told about an error. Says nothing of the inside: a bug is `internal` and no more. */
export function tellError(error: unknown): Told {
  if (error instanceof ApiError) return { code: error.code, message: error.message, ...(error.hint && { hint: error.hint }) }
  if (error instanceof UserError) return tellUserError(error)
  if (error instanceof RemoteError)
    return { code: error.transient ? 'not-available' : 'unreachable', message: error.message, ...(error.hint && { hint: error.hint }) }
  if (hasZodFastifySchemaValidationErrors(error)) return tellValidation(error)
  const code = fastifyCodes[(error as FastifyError)?.code]
  if (code === 'no-such-path') return { code, message: 'there is nothing at this path' }
  if (code) return { code, message: lowerFirst((error as FastifyError).message), ...(hints[code] && { hint: hints[code] }) }
  return { code: 'internal', message: 'something went wrong inside Upkeep', hint: 'the server log has the details under this request id.' }
}

/** The error handler of the whole API: answers, and writes what is not the caller's mistake to the log. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const told = tellError(error)
  const status = statusOfError[told.code]
  if (told.code === 'internal') request.log.error({ err: error }, 'bug: a request failed')
  else if (status >= 500) request.log.warn({ err: error }, 'a request could not be served')
  if (status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', 5)
  const body: ErrorBody = { error: { ...told, ...(status >= 500 && { requestId: request.id }) } }
  reply.status(status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body)
}

function tellUserError(error: UserError): Told {
  const problems = error.problems.map(({ message, hint }) => ({ message, ...(hint && { hint }) }))
  return { code: error.code, message: error.message, ...(error.hint && { hint: error.hint }), ...(problems.length > 0 && { problems }) }
}

const partNames: Readonly<Record<string, string>> = { querystring: 'query parameter', params: 'path', body: 'body', headers: 'header' }

function tellValidation(error: {
  validation: readonly { instancePath: string; message?: string }[]
  validationContext?: string | undefined
}): Told {
  const part = partNames[error.validationContext ?? ''] ?? 'request'
  const problems = error.validation.map(({ instancePath, message }) => {
    const name = instancePath.slice(1).replaceAll('/', '.')
    return { message: `${part}${name === '' ? '' : ` ${name}`}: ${lowerFirst(message ?? 'not allowed')}` }
  })
  const [only] = problems
  return { code: 'bad-input', message: problems.length === 1 ? only!.message : `the request has ${problems.length} problems`, problems }
}

const lowerFirst = (text: string): string => (/^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text)
