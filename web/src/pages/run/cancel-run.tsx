import { useDisclosure } from '@mantine/hooks'
import { IconPlayerStop } from '@tabler/icons-react'
import { useCancelRun } from '../../api/changes.ts'
import type { Run } from '../../api/types.ts'
import { ActButton } from '../../ui/action/act-button.tsx'
import { ConfirmDialog } from '../../ui/action/confirm-dialog.tsx'
import { toast } from '../../ui/toast/toasts.ts'

export function CancelRun({ run }: { readonly run: Run }) {
  const cancel = useCancelRun()
  const [opened, dialog] = useDisclosure()
  if (run.endedAt !== null) return null
  return (
    <>
      <ActButton
        needs="operator"
        variant="default"
        not={run.cancelRequestedBy === null ? null : `${run.cancelRequestedBy} asked for that already.`}
        leftSection={<IconPlayerStop size={15} aria-hidden />}
        onClick={dialog.open}
      >
        Cancel the run
      </ActButton>
      <ConfirmDialog
        opened={opened}
        close={dialog.close}
        title="Cancel this run?"
        confirm="Cancel the run"
        color="red"
        act={async () => {
          await cancel.mutateAsync(run.id)
          toast({ tone: 'fine', message: 'Asked to stop; it does so at its next checkpoint.' })
        }}
      >
        <p>It stops at its next checkpoint, between two batches. What is done stays done; the next run looks anew and finishes the job.</p>
      </ConfirmDialog>
    </>
  )
}
