import { IconAlertTriangle, IconCheck, IconQuestionMark, IconUrgent, type Icon } from '@tabler/icons-react'
import type { Overview } from '../../api/types.ts'
import type { Tone } from './tone.ts'
import classes from './verdict-icon.module.css'

export type Verdict = Overview['status']

export const verdicts: { readonly [status in Verdict]: { readonly tone: Tone; readonly icon: Icon } } = {
  fine: { tone: 'fine', icon: IconCheck },
  attention: { tone: 'attention', icon: IconAlertTriangle },
  trouble: { tone: 'trouble', icon: IconUrgent },
  unknown: { tone: 'quiet', icon: IconQuestionMark },
}

/** The answer as a sign; the words stand beside it. */
export function VerdictIcon({ status = 'unknown' }: { readonly status?: Verdict | undefined }) {
  const { tone, icon: Glyph } = verdicts[status]
  return (
    <span className={classes.verdict} data-tone={tone} data-testid="verdict" data-status={status}>
      <Glyph size={28} stroke={2} aria-hidden />
    </span>
  )
}
