import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { pollMs } from './live.ts'
import { answer, api } from './client.ts'
import type { FindingState, RunState, Severity } from './types.ts'

/**
 * What the page reads. Live events make these stale at once (see live-queries.ts); the polling is the net under that,
 * slow while the events flow, quick while they don't.
 */
const refetchInterval = () => pollMs()

export const pageSize = 50

export const overviewQuery = () =>
  queryOptions({ queryKey: ['overview'], queryFn: ({ signal }) => answer(api.GET('/api/overview', { signal })), refetchInterval })

export const tasksQuery = () =>
  queryOptions({ queryKey: ['tasks'], queryFn: ({ signal }) => answer(api.GET('/api/tasks', { signal })), refetchInterval })

export const taskQuery = (stack: string, task: string) =>
  queryOptions({
    queryKey: ['tasks', stack, task],
    queryFn: ({ signal }) => answer(api.GET('/api/tasks/{stack}/{task}', { params: { path: { stack, task } }, signal })),
    refetchInterval,
  })

export const databasesQuery = () =>
  queryOptions({ queryKey: ['databases'], queryFn: ({ signal }) => answer(api.GET('/api/databases', { signal })), refetchInterval })

export const databaseQuery = (stack: string, target: string) =>
  queryOptions({
    queryKey: ['databases', stack, target],
    queryFn: ({ signal }) => answer(api.GET('/api/databases/{stack}/{target}', { params: { path: { stack, target } }, signal })),
    refetchInterval,
  })

export type RunFilter = { readonly stack?: string; readonly task?: string; readonly state?: RunState[] }

/** Newest first; the next page begins after the last run of the one before. */
export const runsQuery = (filter: RunFilter, size = pageSize) =>
  infiniteQueryOptions({
    queryKey: ['runs', filter, size],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) =>
      answer(api.GET('/api/runs', { params: { query: { ...filter, limit: size, ...(pageParam ? { before: pageParam } : {}) } }, signal })),
    getNextPageParam: (last) => (last.length < size ? undefined : last.at(-1)?.id),
    refetchInterval,
  })

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id],
    queryFn: ({ signal }) => answer(api.GET('/api/runs/{id}', { params: { path: { id } }, signal })),
    refetchInterval,
  })

export const requestsQuery = () =>
  queryOptions({ queryKey: ['requests'], queryFn: ({ signal }) => answer(api.GET('/api/requests', { signal })), refetchInterval })

export type FindingFilter = {
  readonly state?: FindingState[]
  readonly severity?: Severity
  readonly stack?: string
  readonly task?: string
}
export const findingsLimit = 500

export const findingsQuery = (filter: FindingFilter) =>
  queryOptions({
    queryKey: ['findings', filter],
    queryFn: ({ signal }) => answer(api.GET('/api/findings', { params: { query: { ...filter, limit: findingsLimit } }, signal })),
    refetchInterval,
  })

export const auditQuery = (subject: string) =>
  infiniteQueryOptions({
    queryKey: ['audit', subject],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET('/api/audit', {
          params: {
            query: { limit: pageSize, ...(subject ? { subject } : {}), ...(pageParam === undefined ? {} : { before: pageParam }) },
          },
          signal,
        }),
      ),
    getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)?.seq),
    refetchInterval,
  })

/** Runs and dues of some days, counted by task and day in the viewer's zone. Heavy, and slow to change: it polls, whatever the live events say. */
export const calendarDaysQuery = (from: Date, to: Date, timezone: string) =>
  queryOptions({
    queryKey: ['calendar', from.toISOString(), to.toISOString(), timezone],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/calendar/days', { params: { query: { from: from.toISOString(), to: to.toISOString(), timezone } }, signal })),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  })

export const proceduresQuery = () =>
  queryOptions({ queryKey: ['procedures'], queryFn: ({ signal }) => answer(api.GET('/api/procedures', { signal })), staleTime: Infinity })

export const tokensQuery = () => queryOptions({ queryKey: ['tokens'], queryFn: ({ signal }) => answer(api.GET('/api/tokens', { signal })) })

export const healthQuery = () =>
  queryOptions({ queryKey: ['health'], queryFn: ({ signal }) => answer(api.GET('/api/health', { signal })), staleTime: 60_000 })
