import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from './client.ts'
import type { Role } from './types.ts'

/** What the page changes. Each makes everything that it may have touched stale, so that the page shows the truth even when no live event comes; it doesn't wait for that. */
function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const queries = useQueryClient()
  const touched = new Set(['overview', 'tasks', 'runs', 'run', 'requests', 'findings', 'audit', 'tokens', 'calendar', 'databases'])
  return useMutation({
    mutationFn,
    onSettled: () => void queries.invalidateQueries({ predicate: ({ queryKey }) => touched.has(String(queryKey[0])) }),
  })
}

type TaskName = { readonly stack: string; readonly task: string }

export const usePlanTask = () => useChange((path: TaskName) => answer(api.POST('/api/tasks/{stack}/{task}/plan', { params: { path } })))

export const useRunTask = () =>
  useChange((path: TaskName) => answer(api.POST('/api/tasks/{stack}/{task}/run', { params: { path }, body: {} })))

export const useCancelRun = () => useChange((id: string) => answer(api.POST('/api/runs/{id}/cancel', { params: { path: { id } } })))

export const useApproveRun = () =>
  useChange(({ id, planHash, note }: { id: string; planHash: string; note: string }) =>
    answer(api.POST('/api/runs/{id}/approve', { params: { path: { id } }, body: { planHash, ...(note ? { note } : {}) } })),
  )

export const useRejectRun = () =>
  useChange(({ id, note }: { id: string; note: string }) =>
    answer(api.POST('/api/runs/{id}/reject', { params: { path: { id } }, body: { note } })),
  )

export const useSignRun = () =>
  useChange(({ id, note }: { id: string; note: string }) =>
    answer(api.POST('/api/runs/{id}/sign', { params: { path: { id } }, body: { note } })),
  )

export const useAcknowledge = () =>
  useChange(({ id, note }: { id: string; note: string }) =>
    answer(api.POST('/api/findings/{id}/acknowledge', { params: { path: { id } }, body: note ? { note } : {} })),
  )

export const useCreateToken = () =>
  useChange((body: { name: string; role: Role; expiresAt?: string }) => answer(api.POST('/api/tokens', { body })))

export const useRevokeToken = () => useChange((id: string) => answer(api.DELETE('/api/tokens/{id}', { params: { path: { id } } })))
