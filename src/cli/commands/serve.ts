import type { App } from '../../app/index.ts'
import type { Logger } from '../../base/logger.ts'
import type { Command } from '../context.ts'
import { stayUntilSignal } from '../stay.ts'

/** The HTTP server, from the folder of another door: handed in by main.ts, since doors don't know each other. */
export type ServerMaker = (
  app: App,
  log: Logger,
) => Promise<{ listen(where: { host: string; port: number }): Promise<string>; close(): Promise<void> }>

export const serveWith =
  (makeServer: ServerMaker): Command<[]> =>
  async (terminal) => {
    const { readSettings, serve } = await import('../../app/index.ts')
    const { createLogger } = await import('../../base/logger.ts')
    const log = createLogger()
    const settings = readSettings(process.env)
    const served = await serve({ settings, log, createServer: (app) => makeServer(app, log) })
    const staying = stayUntilSignal({ ready: true, url: served.url }, () => served.close(), log)
    if (process.send === undefined) terminal.err(`the page and the API are at ${served.url} (Ctrl-C stops them)\n`)
    return staying
  }
