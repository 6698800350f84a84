import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { UserError } from '../../base/errors.ts'
import { printable } from '../../base/printable.ts'
import type { Target } from '../connector.ts'
import { defineConnector } from '../connector.ts'
import type { Captured } from './capture.ts'
import { createCapture } from './capture.ts'
import { findProgram } from './find-program.ts'
import { makeRedactor } from './redact.ts'
import type { ProgramEnd } from './run-program.ts'
import { runProgram } from './run-program.ts'

export { quoteArguments } from './quote.ts'

export type Argv = readonly [string, ...string[]]
/** How a program ended and what it wrote, without the secrets. */
export type CommandResult = ProgramEnd & { readonly stdout: Captured; readonly stderr: Captured }

/** When a program is ended at the latest: after its deadline, or when the signal fires (beside the one that the target was opened with). */
export type Limits = { readonly deadlineMs: number; readonly signal?: AbortSignal }

export type CommandTarget = Target & {
  /** Runs a program that, so its owner promises, only looks. */
  probe(argv: Argv, limits: Limits): Promise<CommandResult>
  /** Runs a program that may change things; a bug while inspecting. */
  run(argv: Argv, limits: Limits): Promise<CommandResult>
}

/** Where programs and the user's things are found, and how they speak: passed on always. */
const plainNames = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR']
const name = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, { error: ({ input }) => `expected the name of an environment variable, found ${JSON.stringify(input)}` })

/** Of each stream; a run keeps both in its evidence. */
const keptBytes = { head: 8 * 1024, tail: 24 * 1024 }

export default defineConnector({
  kind: 'command',
  title: 'Programs',
  summary: 'Programs on the machine that the worker runs on, with a working directory and an environment that the stack file names.',
  config: z.strictObject({
    directory: z
      .string()
      .refine((text) => isAbsolute(text) || text.startsWith('${'), {
        error: ({ input }) => `expected a path from the root, such as /srv/funding, found ${JSON.stringify(input)}`,
      })
      .describe('Where the programs run.'),
    environment: z
      .array(name)
      .prefault([])
      .describe(`Variables of the worker's environment that the programs see, beside ${plainNames.join(', ')}. No other is passed on.`),
    secrets: z
      .array(name)
      .prefault([])
      .describe('Variables that are passed on too, and whose values are masked in whatever the programs print.'),
  }),
  example: ['host-commands:', '  kind: command', '  directory: /srv/funding', '  environment: [APP_ENV]', '  secrets: [DATABASE_URL]'].join(
    '\n',
  ),

  async open({ directory, environment, secrets }, { mode, signal }): Promise<CommandTarget> {
    const missing = secrets.filter((secret) => process.env[secret] === undefined)
    if (missing.length > 0)
      throw new UserError(`the environment of this worker has no ${missing.join(', ')}`, {
        hint: 'set what stands under `secrets` of the target before the worker starts.',
      })
    const passed = [...plainNames, ...environment, ...secrets].flatMap((key) =>
      process.env[key] === undefined ? [] : [[key, process.env[key]] as const],
    )
    const variables: Readonly<Record<string, string>> = { PATH: '/usr/local/bin:/usr/bin:/bin', ...Object.fromEntries(passed) }
    const redact = makeRedactor(secrets.map((secret) => process.env[secret]!))

    const ping = async (): Promise<void> => {
      const found = await stat(directory).catch(() => null)
      if (!found?.isDirectory())
        throw new UserError(`there is no folder ${directory} on this host`, {
          hint: 'check `directory` of the target, and `host` of the task.',
        })
    }
    const execute = async (argv: Argv, { deadlineMs, signal: own }: Limits): Promise<CommandResult> => {
      await ping()
      const [stdout, stderr] = [createCapture(keptBytes.head, keptBytes.tail), createCapture(keptBytes.head, keptBytes.tail)]
      const file = await findProgram(argv[0], variables['PATH']!, directory)
      const end = await runProgram({
        argv: [file, ...argv.slice(1)],
        directory,
        environment: variables,
        deadlineMs,
        signal: own ? AbortSignal.any([signal, own]) : signal,
        stdout,
        stderr,
      })
      // Masked first: a secret may hold characters that can't be shown.
      const clean = (text: string, cut: { start: boolean; end: boolean }): string => printable(redact(text, cut))
      return { ...end, stdout: stdout.read(clean), stderr: stderr.read(clean) }
    }
    return {
      ping,
      close: async () => {},
      probe: execute,
      run: async (argv, limits) => {
        if (mode === 'inspect') throw new Error(`${argv[0]} while inspecting: programs that may change things run in steps only`)
        return await execute(argv, limits)
      },
    }
  },
})
