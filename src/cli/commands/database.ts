import type { DatabaseStatus } from '../../app/database/care.ts'
import { printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import type { ExitCode } from '../exit-code.ts'
import { pickDatabase } from '../resolve-database.ts'
import { showDatabase } from '../show-database.ts'

const exits: Readonly<Record<DatabaseStatus, ExitCode>> = {
  fine: exitCodes.fine,
  attention: exitCodes.findings,
  trouble: exitCodes.findings,
  unknown: exitCodes.failed,
}

export const database: Command<[string], JsonOption> = (terminal, [typed], { json }) =>
  withApp(async (useCases) => {
    const { stack, target } = pickDatabase(typed, await useCases.databases())
    const view = await useCases.database(stack, target)
    if (json) printJson(terminal, view)
    else terminal.out(showDatabase(view, terminal, new Date()))
    return exits[view.status]
  })
