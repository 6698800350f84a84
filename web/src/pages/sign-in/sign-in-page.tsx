import { Button, PasswordInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { changeSession, signIn } from '../../api/session.ts'
import { FailureNote } from '../../ui/layout/failure-note.tsx'
import classes from './sign-in-page.module.css'

/** Takes a token and trades it for a cookie that no script can read. `given`: a token that came in the address; `used`: somebody is signed in by it, or by another. */
export function SignInPage({ given, used }: { readonly given: string | null; readonly used: () => void }) {
  const [token, setToken] = useState('')
  const queries = useQueryClient()
  const signing = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => {
      changeSession(queries, session)
      used()
    },
  })
  const tried = useRef(false)
  useEffect(() => {
    document.title = 'Sign in · Upkeep'
    if (given === null || tried.current) return
    tried.current = true
    signing.mutate(given)
  }, [given, signing])

  if (given !== null && signing.error === null && token === '') return <p role="status">Signing in …</p>
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (token.trim() !== '') signing.mutate(token.trim())
      }}
    >
      <h1 className={classes.title}>Sign in</h1>
      <PasswordInput
        label="Token"
        name="token"
        autoComplete="current-password"
        autoFocus
        size="md"
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
      />
      {signing.error !== null && <FailureNote error={signing.error} />}
      <Button type="submit" size="md" fullWidth loading={signing.isPending} disabled={token.trim() === ''}>
        Sign in
      </Button>
      <p className={classes.help}>
        The first start of Upkeep printed an admin token. An admin makes more of them on the page <em>Tokens</em>.
      </p>
    </form>
  )
}
