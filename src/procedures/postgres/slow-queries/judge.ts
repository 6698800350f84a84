import type { ShownUse } from './observation.ts'
import type { SlowQueriesParams } from './params.ts'
import { isQuery } from './query-text.ts'
import type { Use } from './since.ts'

export type Judged = { readonly fingerprint: string; readonly kind: 'slow' | 'slower'; readonly use: ShownUse }

/** What is found about the statements of an interval. The same fingerprint is the same statement: its queryid. */
export function judge(uses: readonly ShownUse[], params: SlowQueriesParams): readonly Judged[] {
  return uses
    .filter(({ text }) => isQuery(text))
    .flatMap((use) => [
      ...(isSlow(use, params) ? [{ fingerprint: `slow:${use.id}`, kind: 'slow', use } as const] : []),
      ...(isSlower(use, params) ? [{ fingerprint: `slower:${use.id}`, kind: 'slower', use } as const] : []),
    ])
}

/** Of a rough use the average is at least what it seems: slow is slow. */
export const isSlow = (use: Use, params: SlowQueriesParams): boolean => use.calls >= params['min-calls'] && use.meanMs >= params.mean

export const isSlower = (use: Use, params: SlowQueriesParams): boolean =>
  use.before !== null &&
  use.calls >= params['min-calls'] &&
  use.before.calls >= params['min-calls'] &&
  use.meanMs >= params['slower-from'] &&
  use.meanMs >= use.before.meanMs * params['slower-by']

export const idOf = (fingerprint: string): string => fingerprint.slice(fingerprint.indexOf(':') + 1)
