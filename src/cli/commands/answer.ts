import { localActor, printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { shortId } from '../format.ts'

type Options = JsonOption & { readonly note: string }

export const reject: Command<[string], Options> = (terminal, [id], { json, note }) =>
  withApp(async (useCases) => {
    const run = await useCases.reject(localActor(), id, note)
    if (json) printJson(terminal, run)
    else terminal.out(`rejected; run ${shortId(run.id)} of ${run.stack}/${run.task} is ${run.state}`)
    return exitCodes.fine
  })

export const sign: Command<[string], Options> = (terminal, [id], { json, note }) =>
  withApp(async (useCases) => {
    const run = await useCases.sign(localActor(), id, note)
    if (json) printJson(terminal, run)
    else terminal.out(`signed; run ${shortId(run.id)} of ${run.stack}/${run.task} is ${run.state}`)
    return exitCodes.fine
  })
