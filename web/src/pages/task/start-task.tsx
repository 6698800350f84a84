import { useDisclosure } from '@mantine/hooks'
import { IconListSearch, IconPlayerPlay } from '@tabler/icons-react'
import type { Task } from '../../api/types.ts'
import { ActButton } from '../../ui/action/act-button.tsx'
import { ConfirmDialog } from '../../ui/action/confirm-dialog.tsx'
import { useStartTask } from '../../ui/action/use-start-task.ts'

const afterPlanning = {
  auto: 'and then carries out the plan by itself',
  approve: 'and then waits with its plan until somebody approves it',
  'sign-off': 'and then waits until somebody signs it off',
} as const

/** Look and plan, which is always safe; or run now. */
export function StartTask({ task }: { readonly task: Task }) {
  const start = useStartTask(task.stack, task.task)
  const [opened, dialog] = useDisclosure()
  return (
    <>
      <ActButton
        needs="operator"
        variant="default"
        loading={start.planning}
        leftSection={<IconListSearch size={15} aria-hidden />}
        onClick={start.plan}
      >
        Plan
      </ActButton>
      <ActButton
        needs="operator"
        not={task.openRun && 'A run of this task is open already; the same task never runs twice at once.'}
        leftSection={<IconPlayerPlay size={15} aria-hidden />}
        onClick={dialog.open}
      >
        Run now
      </ActButton>
      <ConfirmDialog opened={opened} close={dialog.close} title={`Run “${task.title}” now?`} confirm="Run now" act={start.run}>
        <p>
          It looks at {task.target === null ? 'its facts' : <strong>{task.target}</strong>}, plans {afterPlanning[task.policy]}. Its next
          due time doesn't change.
        </p>
      </ConfirmDialog>
    </>
  )
}
