import { Button, Tooltip, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { mayDo, useSession } from '../../api/session.ts'
import type { Role } from '../../api/types.ts'

type Props = ButtonProps & {
  readonly needs: Role
  /** Why it can't be done just now, beside the role. */
  readonly not?: string | null | undefined
  readonly onClick: () => void
  readonly children: ReactNode
}

/** A button that changes something. For those who may not, it stays, can be reached by keyboard, does nothing and says why. */
export function ActButton({ needs, not, onClick, children, ...button }: Props) {
  const { role } = useSession()
  const why = mayDo(role, needs) ? (not ?? null) : `This needs the role ${needs}; your token has the role ${role}.`
  if (why === null) {
    return (
      <Button {...button} onClick={onClick}>
        {children}
      </Button>
    )
  }
  return (
    <Tooltip label={why}>
      <Button {...button} data-disabled aria-disabled aria-description={why} onClick={(event) => event.preventDefault()}>
        {children}
      </Button>
    </Tooltip>
  )
}
