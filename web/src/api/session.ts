import { queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { createContext, use } from 'react'
import { answer, api } from './client.ts'
import { isSignedOut } from './failure.ts'
import type { Role, Session } from './types.ts'

/** Who is signed in, or null. The token itself is never kept by the page: it becomes an HttpOnly cookie. */
export const sessionQuery = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        return await answer(api.GET('/api/session', { signal }))
      } catch (error) {
        if (isSignedOut(error)) return null
        throw error
      }
    },
    staleTime: Infinity,
  })

export const signIn = (token: string): Promise<Session> => answer(api.POST('/api/session', { body: { token } }))

export const SessionContext = createContext<Session | null>(null)

/** The person who is signed in. Only below the sign-in gate. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (session === null) throw new Error('useSession is called outside the sign-in gate')
  return session
}

const ranks: { readonly [role in Role]: number } = { viewer: 0, operator: 1, admin: 2 }

export const mayDo = (role: Role, needed: Role): boolean => ranks[role] >= ranks[needed]

/** Makes somebody else, or nobody, the one who is signed in, and forgets everything that was read before. */
export function changeSession(queries: QueryClient, session: Session | null): void {
  queries.setQueryData(sessionQuery().queryKey, session)
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
}

export function useSignOut() {
  const queries = useQueryClient()
  return useMutation({ mutationFn: () => answer(api.DELETE('/api/session')), onSuccess: () => changeSession(queries, null) })
}
