import { z } from 'zod'
import { roleSchema, runStateSchema, severitySchema } from '../app/views/words.ts'

/** What callers hand in. Objects are strict: a misspelt filter is refused, and never means "everything". */

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected a name of letters, digits, dots, dashes and underscores')
  .max(100)
const id = z.string().regex(/^[0-9a-f-]{8,36}$/i, 'expected an id, or its first or last 8 characters or more')
const limit = (fallback: number, most = 500) => z.coerce.number().int().min(1).max(most).default(fallback)
const note = z.string().trim().min(1).max(2_000)

/** `state=a&state=b` and `state=a,b` mean the same. */
const oneOrMore = <const T extends string>(values: readonly T[]) =>
  z.preprocess(
    (given) => (given === undefined ? undefined : [given].flat().flatMap((text) => (typeof text === 'string' ? text.split(',') : [text]))),
    z.array(z.enum(values)).optional(),
  )

const moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'expected an ISO 8601 date or date-time, such as 2025-06-01 or 2025-06-01T12:00:00Z',
})

export const stackTaskParams = z.strictObject({ stack: name, task: name })
export const stackTargetParams = z.strictObject({ stack: name, target: name })
export const idParams = z.strictObject({ id })
export const procedureParams = z.strictObject({ name })

export const tasksQuery = z.strictObject({ stack: name.optional() })
export const calendarQuery = z.strictObject({ from: moment, to: moment, limit: limit(2_000, 5_000) })
export const calendarDaysQuery = z.strictObject({ from: moment, to: moment, timezone: z.string().min(1).max(64).default('UTC') })
export const runsQuery = z.strictObject({
  stack: name.optional(),
  task: name.optional(),
  state: oneOrMore(runStateSchema.options),
  limit: limit(50),
  before: id.optional(),
})
export const findingsQuery = z.strictObject({
  stack: name.optional(),
  task: name.optional(),
  state: oneOrMore(['open', 'acknowledged', 'resolved']),
  severity: severitySchema.optional(),
  limit: limit(100),
})
export const auditQuery = z.strictObject({
  limit: limit(100),
  before: z.coerce.number().int().min(1).optional(),
  subject: z.string().min(1).max(200).optional(),
})
export const noQuery = z.strictObject({})

/** Bodies that may be left out altogether are `null` then. */
export const runBody = z.strictObject({ approve: z.boolean().optional() }).nullish()
export const noBody = z.strictObject({}).nullish()
export const approveBody = z.strictObject({ planHash: z.string().min(8).max(128), note: note.optional() })
export const noteBody = z.strictObject({ note })
export const acknowledgeBody = z.strictObject({ note: note.optional() }).nullish()
export const sessionBody = z.strictObject({ token: z.string().min(1).max(200) })
export const newTokenBody = z.strictObject({ name, role: roleSchema, expiresAt: moment.optional() })
