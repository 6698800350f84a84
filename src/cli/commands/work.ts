import type { Command } from '../context.ts'
import { stayUntilSignal } from '../stay.ts'

export const work: Command<[], { readonly host?: string; readonly concurrency?: number }> = async (terminal, _, { host, concurrency }) => {
  const { readSettings, work: start } = await import('../../app/index.ts')
  const { createLogger } = await import('../../base/logger.ts')
  const log = createLogger()
  const role = await start({
    settings: readSettings(process.env),
    log,
    ...(host !== undefined && { host }),
    ...(concurrency !== undefined && { concurrency }),
  })
  const staying = stayUntilSignal({ ready: true }, () => role.close(), log)
  if (process.send === undefined) terminal.err('this worker carries out what is due (Ctrl-C stops it)\n')
  return staying
}
