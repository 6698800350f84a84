import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Task } from '../../api/types.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { TargetLink } from '../../ui/run/target-link.tsx'
import { procedurePath } from '../../ui/procedure-path.ts'
import { cadenceWords } from '../../ui/time/cadence-words.ts'
import { Time } from '../../ui/time/time.tsx'
import classes from './task.module.css'

const policies = {
  auto: ['automatic', 'its plan is carried out by itself'],
  approve: ['needs approval', 'a person approves each plan first'],
  'sign-off': ['sign-off', 'a person looks and signs'],
} as const
const proofs = {
  backup: ['backup', 'a verified backup must hold what is taken away'],
  archive: ['archive', 'an archive must hold what is taken away'],
  none: ['none', 'data is taken away for good; the stack file says so'],
} as const

/** When it is due and what it may do. */
export function Schedule({ task }: { readonly task: Task }) {
  return (
    <Panel title="Schedule and policy">
      <dl className={classes.facts}>
        <Pair name="Next">{task.nextDueAt === null ? 'on demand only' : <Time at={task.nextDueAt} zone={task.timezone} />}</Pair>
        <Pair name="Cadence" more={task.timezone}>
          {cadenceWords(task.every)}
        </Pair>
        <Pair name="Procedure">
          <Link to={procedurePath(task.procedure)}>{task.procedure}</Link>
        </Pair>
        {task.target !== null && (
          <Pair name="Target">
            <TargetLink stack={task.stack} target={task.target} />
          </Pair>
        )}
        <Pair name="Policy" more={policies[task.policy][1]}>
          {policies[task.policy][0]}
        </Pair>
        <Pair
          name="Window for disruptive steps"
          more={task.window === null ? 'disruptive steps are refused' : task.window === 'any' ? 'they may run at any time' : undefined}
        >
          {task.window ?? 'none'}
        </Pair>
        <Pair name="Proof for destructive steps" more={task.proof === null ? 'destructive steps are refused' : proofs[task.proof][1]}>
          {task.proof === null ? 'not named' : proofs[task.proof][0]}
        </Pair>
        {task.host !== null && (
          <Pair name="Host" more="runs only on the worker there">
            {task.host}
          </Pair>
        )}
        {task.covers.length > 0 && <Pair name="Covers of the guides">{task.covers.join(', ')}</Pair>}
      </dl>
    </Panel>
  )
}

function Pair({ name, more, children }: { readonly name: string; readonly more?: string | undefined; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {more && <small>{more}</small>}
      </dd>
    </div>
  )
}
