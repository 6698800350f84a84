import { Group } from '@mantine/core'
import { IconCheck, IconSignature, IconX } from '@tabler/icons-react'
import type { Plan } from '../../api/types.ts'
import { ActButton } from '../action/act-button.tsx'
import { useDecide } from './decisions.ts'

export function ApprovalButtons(request: { readonly runId: string; readonly title: string; readonly plan: Plan }) {
  const decide = useDecide()
  const { runId, title, plan } = request
  return (
    <Group gap={8}>
      <ActButton
        needs="operator"
        size="sm"
        leftSection={<IconCheck size={16} aria-hidden />}
        onClick={() => decide({ kind: 'approve', runId, title, plan })}
      >
        Approve
      </ActButton>
      <ActButton
        needs="operator"
        size="sm"
        variant="default"
        leftSection={<IconX size={16} aria-hidden />}
        onClick={() => decide({ kind: 'reject', runId, title, plan })}
      >
        Reject
      </ActButton>
    </Group>
  )
}

export function SignOffButton({ runId, title }: { readonly runId: string; readonly title: string }) {
  const decide = useDecide()
  return (
    <ActButton
      needs="operator"
      size="sm"
      leftSection={<IconSignature size={16} aria-hidden />}
      onClick={() => decide({ kind: 'sign', runId, title })}
    >
      Sign off
    </ActButton>
  )
}
