import { z } from 'zod'
import { durationSchema } from '../../base/duration.ts'
import { severities } from '../../base/severity.ts'
import type { CommandResult } from '../../targets/command/index.ts'

const expected = 'expected a program and its arguments as a list of words, such as [find, logs, -delete]'
const argv = z
  .array(z.string(), { error: expected })
  .refine((words) => words.length > 0 && words[0] !== '', expected)
  .transform((words) => words as [string, ...string[]])

export const runParams = z.strictObject({
  run: argv.describe('The program and its arguments, each a word of its own. No shell reads them: no variables, no pipes, no wildcards.'),
  unless: argv.optional().describe('A program that only looks. When it exits with 0, nothing has to be done.'),
  deadline: durationSchema
    .refine((ms) => ms > 0, 'expected more than 0ms')
    .prefault('10m')
    .describe('After this time the program is asked to end (TERM), and killed 5 s later.'),
  success: z
    .array(z.int().min(0).max(255))
    .min(1)
    .prefault([0])
    .describe('The exit codes that mean success. After any other the run has not converged.'),
  severity: z.enum(severities).prefault('warning').describe('How bad the finding is when the program fails.'),
  risk: z
    .enum(['safe', 'disruptive', 'destructive'])
    .prefault('disruptive')
    .describe('What the program may cost those who use what it works on.'),
})
export type RunParams = z.infer<typeof runParams>

/** How a program ended; part of the evidence, so without the parts of the result that don't matter later. */
export type Ended = CommandResult

export type RunObservation = {
  readonly now: string
  /** What `unless` said; null when there is none. */
  readonly unless: Ended | null
  /** How the program ended in this run; null when it hasn't run yet. */
  readonly ran: Ended | null
  /** How long it took when it ran last, in milliseconds. */
  readonly tookMs: number | null
}
