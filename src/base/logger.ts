import { pino } from 'pino'
import type { Logger as PinoLogger, DestinationStream } from 'pino'

export type Logger = PinoLogger

/** An error without the connection that node-postgres hangs on it: a hundred lines that say nothing. */
function briefError(error: unknown): unknown {
  const { client: _, ...brief } = pino.stdSerializers.err(error as Error)
  return brief
}

/** Structured lines on standard error, so that standard output stays for results. Level from UPKEEP_LOG (default info). */
export function createLogger(options: { level?: string; destination?: DestinationStream } = {}): Logger {
  return pino(
    {
      level: options.level ?? process.env['UPKEEP_LOG'] ?? 'info',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: briefError },
      redact: { paths: ['*.password', '*.token', '*.authorization', 'req.headers.authorization', 'req.headers.cookie'], censor: '***' },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  )
}
