import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { FailureNote } from '../ui/layout/failure-note.tsx'
import classes from './crash-guard.module.css'

type Props = { readonly at: string; readonly children: ReactNode }
type State = { readonly error: unknown; readonly at: string }

/** Catches mistakes of the page itself (React offers that to classes alone), says so, and lets the rest stand. `at`: another one starts afresh. */
export class CrashGuard extends Component<Props, State> {
  override state: State = { error: null, at: this.props.at }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error }
  }

  static getDerivedStateFromProps(props: Props, state: State): State | null {
    return props.at === state.at ? null : { error: null, at: props.at }
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <Crashed error={this.state.error} />
  }
}

/** After an update of the server, chunks of the old page are gone: loading it anew cures that. */
function Crashed({ error }: { readonly error: unknown }) {
  return (
    <div className={classes.frame}>
      <h1 className={classes.title}>This page broke</h1>
      <FailureNote error={error} />
      <p className={classes.words}>
        Nothing of your maintenance is touched by it. If Upkeep was just updated, loading the page anew is all it takes.
      </p>
      <Button onClick={() => location.reload()} size="sm">
        Load the page anew
      </Button>
    </div>
  )
}
