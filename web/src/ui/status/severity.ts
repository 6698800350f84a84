import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle, type Icon } from '@tabler/icons-react'
import type { Severity } from '../../api/types.ts'
import type { Tone } from './tone.ts'

export const severities: { readonly [severity in Severity]: { readonly tone: Tone; readonly icon: Icon; readonly words: string } } = {
  critical: { tone: 'trouble', icon: IconAlertOctagon, words: 'critical' },
  warning: { tone: 'attention', icon: IconAlertTriangle, words: 'warning' },
  info: { tone: 'running', icon: IconInfoCircle, words: 'info' },
}

export const severityOrder = ['critical', 'warning', 'info'] as const satisfies readonly Severity[]
