import { printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodeOf } from '../exit-code.ts'
import { hasSettled } from '../follow.ts'
import { showRun } from '../show-run.ts'
import { watchRun } from '../watch-run.ts'

export const show: Command<[string], JsonOption & { readonly follow?: boolean }> = (terminal, [id], { json, follow }) =>
  withApp(async (useCases, app) => {
    const run = await useCases.runById(id)
    if (follow && !hasSettled(run)) return watchRun(app, run, terminal, { json: json ?? false })
    if (json) printJson(terminal, run)
    else terminal.out(showRun(run, { width: terminal.width, paint: terminal.paint, now: new Date() }))
    return exitCodeOf(run)
  })
