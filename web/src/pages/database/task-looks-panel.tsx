import { ActionIcon } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { TaskLooks } from '../../api/types.ts'
import { FactsTable } from '../../ui/facts/facts-table.tsx'
import { plural } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { TaskLink } from '../../ui/run/task-link.tsx'
import { cadenceWords } from '../../ui/time/cadence-words.ts'
import { Time } from '../../ui/time/time.tsx'
import { SourceNote } from './source-note.tsx'
import classes from './task-looks.module.css'

type Props = { readonly stack: string; readonly tasks: readonly TaskLooks[]; readonly zone: string }

/** Every task that cares for it, with what it saw last in its own words: also those that no section above is about. */
export function TaskLooksPanel({ stack, tasks, zone }: Props) {
  return (
    <Panel title="Who cares for it" count={tasks.length} flush>
      {tasks.length === 0 ? (
        <Quiet>No task of the stack file does.</Quiet>
      ) : (
        <ul>
          {tasks.map((task) => (
            <OneTask key={task.source.task?.task} stack={stack} task={task} zone={zone} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function OneTask({ stack, task, zone }: { readonly stack: string; readonly task: TaskLooks; readonly zone: string }) {
  const { source, title, every, nextDueAt, facts, findings, stepsLeft, notLookedAt } = task
  const [opened, { toggle }] = useDisclosure()
  const left = [findings > 0 ? plural(findings, 'finding') : null, stepsLeft > 0 ? `${plural(stepsLeft, 'step')} left` : null]
  return (
    <li className={classes.task}>
      <div className={classes.line}>
        {source.task && <TaskLink stack={stack} task={source.task} zone={zone} />}
        <span className={classes.dim}>{left.filter((part) => part !== null).join(', ')}</span>
        <span className={classes.dim}>
          {cadenceWords(every)}
          {nextDueAt !== null && (
            <>
              , next <Time at={nextDueAt} zone={zone} />
            </>
          )}
        </span>
        <ActionIcon variant="subtle" color="gray" aria-label={`What “${title}” saw`} aria-expanded={opened} onClick={toggle}>
          {opened ? <IconChevronUp size={16} aria-hidden /> : <IconChevronDown size={16} aria-hidden />}
        </ActionIcon>
      </div>
      {opened && (
        <>
          <SourceNote stack={stack} source={source} />
          <div className={classes.facts}>
            {facts.length > 0 && <FactsTable facts={facts} />}
            {notLookedAt.length > 0 && (
              <ul className={classes.dim}>
                {notLookedAt.map(({ what, why }) => (
                  <li key={what}>
                    Not looked at: {what} ({why})
                  </li>
                ))}
              </ul>
            )}
            {source.runId !== null && (
              <p className={classes.dim}>
                <Link to={`/runs/${source.runId}`}>The whole look, with its evidence</Link>
              </p>
            )}
          </div>
        </>
      )}
    </li>
  )
}
