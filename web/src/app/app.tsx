import { MantineProvider } from '@mantine/core'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { BrowserRouter } from 'react-router'
import { Failure, isSignedOut } from '../api/failure.ts'
import { sessionQuery } from '../api/session.ts'
import { schemeManager, theme, variables } from '../theme/theme.ts'
import { AppRoutes } from './routes.tsx'
import { SignInGate } from './sign-in-gate.tsx'

const queries: QueryClient = new QueryClient({
  // A session that has ended shows up as a 401 wherever the page asks next: it leads to the sign-in page.
  queryCache: new QueryCache({ onError: (error) => isSignedOut(error) && queries.setQueryData(sessionQuery().queryKey, null) }),
  defaultOptions: {
    queries: {
      // What the caller did wrong doesn't get better by asking again; a server that is being restarted does.
      retry: (failures, error) => failures < 2 && !(error instanceof Failure && error.status !== null && error.status < 500),
      retryDelay: (failures) => 500 * 2 ** failures,
    },
  },
})

/** `token`: what came in the address's fragment, or null. */
export function App({ token }: { readonly token: string | null }) {
  return (
    <MantineProvider theme={theme} colorSchemeManager={schemeManager} defaultColorScheme="auto" cssVariablesResolver={variables}>
      <QueryClientProvider client={queries}>
        <SignInGate token={token}>
          <BrowserRouter>
            <AppRoutes />
          </BrowserRouter>
        </SignInGate>
      </QueryClientProvider>
    </MantineProvider>
  )
}
