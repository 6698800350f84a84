import { localActor, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { resolveTask } from '../resolve-task.ts'
import { watchRun } from '../watch-run.ts'

export const plan: Command<[string], JsonOption> = (terminal, [typed], { json }) =>
  withApp(async (useCases, app) => {
    const { stack, task } = await resolveTask(useCases, typed)
    const asked = await useCases.plan(localActor(), stack, task)
    return watchRun(app, asked, terminal, { json: json ?? false })
  })
