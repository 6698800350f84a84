import { VisuallyHidden } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { FailureNote } from './failure-note.tsx'
import { Skeletons } from './skeletons.tsx'
import { StaleNote } from './stale-note.tsx'

type Query<T> = Pick<UseQueryResult<T>, 'data' | 'error' | 'dataUpdatedAt' | 'failureCount'> & { readonly refetch: () => unknown }
type Props<T> = {
  readonly query: Query<T>
  /** What it is, for messages: "the runs". */
  readonly what: string
  readonly lines?: number
  readonly children: (data: T) => ReactNode
}

/** The four states of something that is read: on its way, couldn't be read, here, and here but no longer fresh. */
export function Loaded<T>({ query, what, lines, children }: Props<T>) {
  if (query.data === undefined) {
    if (query.error !== null)
      return <FailureNote what={`${what} couldn't be read`} error={query.error} retry={() => void query.refetch()} />
    return (
      <div role="status">
        <VisuallyHidden>Loading {what}</VisuallyHidden>
        <Skeletons lines={lines ?? 5} />
      </div>
    )
  }
  return (
    <>
      {query.error !== null && <StaleNote what={what} since={query.dataUpdatedAt} error={query.error} retry={() => void query.refetch()} />}
      {children(query.data)}
    </>
  )
}
