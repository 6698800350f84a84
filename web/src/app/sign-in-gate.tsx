import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { SessionContext, sessionQuery } from '../api/session.ts'
import { FailureNote } from '../ui/layout/failure-note.tsx'
import { Mark } from './mark.tsx'
import classes from './sign-in-gate.module.css'

const SignInPage = lazy(async () => ({ default: (await import('../pages/sign-in/sign-in-page.tsx')).SignInPage }))

/** Lets through who is signed in, and shows the sign-in page to everyone else. A token that the address brought is used first. */
export function SignInGate({ token, children }: { readonly token: string | null; readonly children: ReactNode }) {
  const [given, setGiven] = useState(token)
  const session = useQuery({ ...sessionQuery(), enabled: given === null })
  if (given === null && session.data) return <SessionContext value={session.data}>{children}</SessionContext>
  return (
    <main className={classes.frame}>
      <div className={classes.box}>
        <div className={classes.brand}>
          <Mark size={36} />
          <span>Upkeep</span>
        </div>
        {given === null && session.error !== null && <FailureNote error={session.error} retry={() => void session.refetch()} />}
        {given === null && session.isPending && session.failureCount > 0 && (
          <p role="status">The server does not answer yet; trying again …</p>
        )}
        {(given !== null || session.data === null) && (
          <Suspense>
            <SignInPage given={given} used={() => setGiven(null)} />
          </Suspense>
        )}
      </div>
    </main>
  )
}
