import type { ReactNode } from 'react'
import type { TaskLink as TaskLinkType } from '../../api/types.ts'
import { TaskLink } from './task-link.tsx'

/** A term and what it is, one line of a `dl`. */
export const Pair = ({ term, children }: { readonly term: ReactNode; readonly children: ReactNode }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
)

type TaskPairProps = { readonly term: string; readonly stack: string; readonly task: TaskLinkType; readonly zone: string }

/** A term and the task that it is about. */
export const TaskPair = ({ term, stack, task, zone }: TaskPairProps) => (
  <Pair term={term}>
    <TaskLink stack={stack} task={task} zone={zone} />
  </Pair>
)
