import { Tooltip } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './pill.module.css'
import type { Tone } from './tone.ts'

type Props = {
  readonly tone: Tone
  readonly icon: Icon
  readonly children: ReactNode
  readonly title?: string | undefined
  readonly spin?: boolean
  /** Without the tinted ground: for dense lists. */
  readonly bare?: boolean
  readonly large?: boolean
}

/** A status in colour, icon and words. */
export function Pill({ tone, icon: Glyph, children, title, spin, bare, large }: Props) {
  const pill = (
    <span className={classes.pill} data-tone={tone} data-bare={bare || undefined} data-large={large || undefined}>
      <Glyph size={large ? 17 : 14} stroke={2} aria-hidden className={spin ? classes.spin : undefined} />
      {children}
    </span>
  )
  return title ? <Tooltip label={title}>{pill}</Tooltip> : pill
}
