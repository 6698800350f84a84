import { localActor, printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { oneLine } from '../columns.ts'
import { exitCodes } from '../exit-code.ts'
import { shortId } from '../format.ts'

export const ack: Command<[string], JsonOption & { readonly note?: string }> = (terminal, [id], { json, note }) =>
  withApp(async (useCases) => {
    const finding = await useCases.acknowledge(localActor(), id, note)
    if (json) printJson(terminal, finding)
    else terminal.out(`acknowledged ${shortId(finding.id)}: ${oneLine(finding.title)}`)
    return exitCodes.fine
  })
