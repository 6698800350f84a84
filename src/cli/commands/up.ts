import { localActor } from '../context.ts'
import type { Command } from '../context.ts'
import { stayUntilSignal } from '../stay.ts'

type Options = { readonly demo?: boolean; readonly workers: number }

export const up: Command<[readonly string[]], Options> = async (terminal, [stacks], { demo, workers }) => {
  const { readSettings, up: start } = await import('../../app/index.ts')
  const { createLogger } = await import('../../base/logger.ts')
  // A person watches: the parts say only what is out of the ordinary, unless asked.
  process.env['UPKEEP_LOG'] ??= 'warn'
  const log = createLogger()
  const say = (line: string): void => terminal.err(`${line}\n`)
  const running = await start({
    settings: readSettings(process.env),
    stacks,
    demo: demo ?? false,
    workers,
    by: localActor().name,
    log,
    say,
  })
  const staying = stayUntilSignal({ ready: true, url: running.url }, () => running.close(), log)
  terminal.out(readyLine(running))
  return staying
}

/** One line: where it is, and how to sign in. What stands behind # is never sent: the page takes it out of the address and signs in with it. */
export function readyLine({ url, firstToken }: { readonly url: string; readonly firstToken: string | null }): string {
  if (firstToken === null)
    return `Upkeep is up: ${url}  (sign in with your token; \`./upkeep tokens create NAME --role admin\` makes a new one)`
  return `Upkeep is up: ${url}/#token=${firstToken}  (the link signs you in; keep the token, it is shown this once)`
}
