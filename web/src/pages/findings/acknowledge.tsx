import { useDisclosure } from '@mantine/hooks'
import { IconCheck } from '@tabler/icons-react'
import { useAcknowledge } from '../../api/changes.ts'
import type { Finding } from '../../api/types.ts'
import { ActButton } from '../../ui/action/act-button.tsx'
import { ConfirmDialog } from '../../ui/action/confirm-dialog.tsx'
import { toast } from '../../ui/toast/toasts.ts'

/** Says that a person knows of it. It stays, but no longer asks for attention. */
export function Acknowledge({ finding }: { readonly finding: Finding }) {
  const acknowledge = useAcknowledge()
  const [opened, dialog] = useDisclosure()
  return (
    <div>
      <ActButton needs="operator" variant="default" leftSection={<IconCheck size={15} aria-hidden />} onClick={dialog.open}>
        Acknowledge
      </ActButton>
      <ConfirmDialog
        opened={opened}
        close={dialog.close}
        title="Acknowledge this finding?"
        confirm="Acknowledge"
        note={{ label: 'Note for the others', required: false, placeholder: 'What is being done about it, and by when' }}
        act={async (note) => {
          await acknowledge.mutateAsync({ id: finding.id, note })
          toast({ tone: 'fine', message: 'Acknowledged. It resolves by itself when a look no longer finds it.' })
        }}
      >
        <p>
          <strong>{finding.title}</strong>
        </p>
      </ConfirmDialog>
    </div>
  )
}
