import type { Logger } from '../base/logger.ts'
import { subscribe } from '../store/event.ts'
import type { Subscription } from '../store/event.ts'
import type { LiveEvent } from './use-cases.ts'

export type Watching = { watch(listener: (event: LiveEvent) => void): () => void; close(): Promise<void> }

/** One listening connection for all who watch, opened for the first of them. Whenever it is made, everybody is told to look again: something may have been missed. */
export function createWatching(url: string, log: Logger): Watching {
  const listeners = new Set<(event: LiveEvent) => void>()
  let subscription: Subscription | null = null
  const tell = (event: LiveEvent): void => listeners.forEach((listener) => listener(event))
  return {
    watch: (listener) => {
      listeners.add(listener)
      subscription ??= subscribe(
        url,
        (event) => {
          if (event.kind !== 'job') tell({ ...event, kind: event.kind })
        },
        () => tell({ kind: 'stack', id: '' }),
        log,
      )
      return () => void listeners.delete(listener)
    },
    close: async () => {
      listeners.clear()
      await subscription?.close()
    },
  }
}
