import { z } from 'zod'
import { durationSchema } from '../base/duration.ts'
import { UserError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { parseCadence } from './cadence.ts'
import { cadencePattern } from './cadence-forms.ts'
import { readLocalTime } from './local-time.ts'
import { isZone } from './zone.ts'

/** One schema of stack files: from it come the checks, the JSON Schema for editors and the docs. What `with` and a target hold is checked against the catalogue. */

/** Text that `read` makes something of. The UserError that it throws becomes the complaint; what was found is added there. */
const textRead = <Value>(read: (text: string) => Value, expected: string) =>
  z.string({ error: expected }).transform((text, context) => {
    try {
      return read(text)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      context.issues.push({ code: 'custom', message: error.message, input: text, params: { hint: error.hint } })
      return z.NEVER
    }
  })

const name = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,62}$/,
    'expected a name of lower-case letters, digits and hyphens that begins with a letter, of at most 63 characters',
  )

const title = z.string().min(1).max(200)

const zone = textRead((text) => {
  if (isZone(text)) return text
  const meant = nearest(text, ['UTC', ...Intl.supportedValuesOf('timeZone')])
  throw new UserError(
    'expected a time zone of the IANA data base such as UTC or Europe/Berlin',
    meant === null ? {} : { hint: `did you mean ${meant}?` },
  )
}, 'expected a time zone such as UTC or Europe/Berlin')

const cadence = textRead(parseCadence, 'expected a cadence such as every 5m or daily at 03:00').meta({
  pattern: cadencePattern,
  patternErrorMessage:
    'expected a cadence such as every 5m, daily at 03:00, weekly on sunday at 02:00, quarterly, on demand or a cron expression',
  unit: 'cadence',
})

const localTime = textRead((text) => {
  readLocalTime(text)
  return text
}, 'expected a date and time such as 2026-12-01 02:00').meta({
  pattern: '^\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d)?$',
  unit: 'local time',
})

const lasting = durationSchema.refine((ms) => ms > 0, 'expected more than 0s')

const target = z
  .looseObject({ kind: z.string().describe('What kind of thing it is: the name of a connector.') })
  .describe('One thing that is cared for. What it has beside `kind` depends on the kind.')

const window = z
  .union([
    z.strictObject({
      every: cadence
        .refine((value) => value.kind !== 'on-demand', 'expected a cadence that comes by itself')
        .describe('When the window opens.'),
      for: lasting.describe('How long it stays open, in elapsed time.'),
    }),
    z.strictObject({
      from: localTime.describe('When it opens, in the time zone of the stack.'),
      to: localTime.describe('When it closes, in the time zone of the stack.'),
    }),
  ])
  .describe('A span in which disruptive steps may run: a recurring one has `every` and `for`, a single one `from` and `to`.')

const duty = z.string().regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/, 'expected a duty as GUIDE/DUTY, such as matchbook/vacuum-weekly')

export const taskSchema = z
  .strictObject({
    title: title.optional().describe('A name for people. Default: the title of the procedure.'),
    does: z.string().describe('The procedure that does it.'),
    target: z
      .string()
      .optional()
      .describe('What it is done to: a name under `targets`. Needed by every procedure that cares for a target.'),
    every: cadence.describe('When it is due, in the time zone of the stack.'),
    window: z.string().optional().describe('When disruptive steps may run: a name under `windows`, or `any`. Without it they are refused.'),
    policy: z
      .enum(['auto', 'approve', 'sign-off'])
      .optional()
      .describe(
        'Who decides: `auto` applies a plan by itself, `approve` waits for a yes to the very plan, `sign-off` is for reviews, which a person answers. Default: `sign-off` for a review, else `auto`.',
      ),
    proof: z
      .enum(['backup', 'archive', 'none'])
      .optional()
      .describe(
        'What has to hold the data before a destructive step takes it away. Without it destructive steps are refused; `none` allows them without proof.',
      ),
    host: z
      .string()
      .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/, 'expected a host name of letters, digits, dots and hyphens')
      .optional()
      .describe('The worker that it runs on, by the name that the worker gives itself. Default: any.'),
    deadline: lasting.prefault('1h').describe('How long a run may take; then it stops between two steps and fails.'),
    'step-deadline': lasting.optional().describe('How long one step may take. Default: 30m, or the deadline when that is shorter.'),
    jitter: durationSchema
      .prefault('0s')
      .describe('A delay of up to so long, always the same for one task, so that tasks which are due together do not start together.'),
    'catch-up': z
      .enum(['once', 'none'])
      .prefault('once')
      .describe('What to do about dues that were missed while nothing ran: one run for all of them, or none.'),
    retries: z.int().min(0).max(20).prefault(3).describe('How often a run is tried again after a failure that a retry may cure.'),
    covers: z.array(duty).prefault([]).describe('Duties of maintenance guides that this task carries out, each as GUIDE/DUTY.'),
    with: z.looseObject({}).prefault({}).describe('The parameters of the procedure.'),
  })
  .describe('One line of the guide: a procedure, what it is done to, and when.')

export const stackFileSchema = z.strictObject({
  stack: name.describe('The name of the stack.'),
  title: title.optional().describe('A name for people. Default: the name of the stack.'),
  timezone: zone.prefault('UTC').describe('The IANA time zone in which cadences and windows are read.'),
  targets: z.record(name, target).prefault({}).describe('What is cared for, by name.'),
  windows: z.record(name, window).prefault({}).describe('Spans in which disruptive steps may run, by name.'),
  guide: z.record(name, taskSchema).describe('What has to be done, by name.'),
})

/** A stack file whose form is right: defaults are filled in, words are read. */
export type StackFile = z.output<typeof stackFileSchema>
