import { Tooltip } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import type { Need, TaskLink as TaskLinkType } from '../../api/types.ts'
import { TaskLink } from '../../ui/run/task-link.tsx'
import { Pill } from '../../ui/status/pill.tsx'
import { severities } from '../../ui/status/severity.ts'
import { Words } from '../../ui/text/words.tsx'
import classes from './needs.module.css'

type Props = {
  readonly stack: string
  readonly needs: readonly Need[]
  /** The tasks that see to it. */
  readonly keptBy?: readonly TaskLinkType[]
  readonly zone?: string | undefined
}

/** What one line of a table needs, and the task that cures it; where none does, the tasks that see to it. */
export function Needs({ stack, needs, keptBy = [], zone }: Props) {
  const cured = needs.length > 0 && needs.every(({ cure }) => cure !== null)
  if (needs.length + keptBy.length === 0) return <span data-none />
  return (
    <>
      {needs.length > 0 && (
        <ul className={classes.needs}>
          {needs.map((need, place) => (
            <li key={place} className={classes.need}>
              <Pill tone={severities[need.severity].tone} icon={severities[need.severity].icon} bare>
                <Hint words={need.hint}>{need.what}</Hint>
              </Pill>
              {need.cure === null ? (
                <span className={classes.person}>
                  <Words text={need.hint ?? 'no task of the stack file cures it'} />
                </span>
              ) : (
                <TaskLink stack={stack} task={need.cure} zone={zone} />
              )}
            </li>
          ))}
        </ul>
      )}
      {!cured && (
        <span className={classes.kept}>
          {keptBy.map((task) => (
            <TaskLink key={task.task} stack={stack} task={task} zone={zone} />
          ))}
        </span>
      )}
    </>
  )
}

const Hint = ({ words, children }: { readonly words: string | null; readonly children: string }) =>
  words === null ? (
    <span className={classes.what}>{children}</span>
  ) : (
    <Tooltip label={words}>
      <span className={classes.what}>{children}</span>
    </Tooltip>
  )

/** Nothing to be done. */
export const NothingNeeded = ({ words }: { readonly words: string }) => (
  <p className={classes.fine} data-tone="fine">
    <IconCircleCheck size={18} stroke={1.8} aria-hidden />
    {words}
  </p>
)
