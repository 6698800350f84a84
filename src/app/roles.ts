import type { Logger } from '../base/logger.ts'
import { startWorker } from '../run/worker.ts'
import { openApp } from './open-app.ts'
import type { App } from './open-app.ts'
import type { Settings } from './settings.ts'

/** The roles of a process. Each runs until its `close`, and any number of them on any hosts share one database. */
export type Role = { close(): Promise<void> }

export type WorkOptions = { readonly settings: Settings; readonly log: Logger; readonly host?: string; readonly concurrency?: number }

/** Carries out runs and keeps the schedule. */
export async function work(options: WorkOptions): Promise<Role> {
  const app = await openApp({ settings: options.settings, log: options.log, supervise: true })
  try {
    const worker = await startWorker(app.engine, {
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    })
    return {
      close: async () => {
        await worker.close()
        await app.close()
      },
    }
  } catch (error) {
    await app.close()
    throw error
  }
}

/** The HTTP server as the API folder makes it: handed in, since the doors lie above. */
export type ServerFactory = (
  app: App,
) => Promise<{ listen(options: { host: string; port: number }): Promise<string>; close(): Promise<void> }>

/** Serves the page and the API; `url` is where. */
export async function serve(options: {
  readonly settings: Settings
  readonly log: Logger
  readonly createServer: ServerFactory
}): Promise<Role & { readonly url: string }> {
  const app = await openApp({ settings: options.settings, log: options.log })
  try {
    const server = await options.createServer(app)
    const url = await server.listen({ host: options.settings.bind, port: options.settings.port })
    return {
      url,
      close: async () => {
        await server.close()
        await app.close()
      },
    }
  } catch (error) {
    await app.close()
    throw error
  }
}
