import { useDisclosure } from '@mantine/hooks'
import { IconKey, IconTrash } from '@tabler/icons-react'
import { useRevokeToken } from '../../api/changes.ts'
import type { Token } from '../../api/types.ts'
import { ActButton } from '../../ui/action/act-button.tsx'
import { ConfirmDialog } from '../../ui/action/confirm-dialog.tsx'
import { toast } from '../../ui/toast/toasts.ts'
import { Time } from '../../ui/time/time.tsx'
import { roleMeanings } from './roles.ts'
import classes from './tokens.module.css'

export function TokenRow({ token }: { readonly token: Token }) {
  const revoke = useRevokeToken()
  const [opened, dialog] = useDisclosure()
  return (
    <li className={classes.row}>
      <IconKey size={18} stroke={1.7} aria-hidden />
      <div className={classes.words}>
        <p className={classes.name}>{token.name}</p>
        <p className={classes.sub}>
          made <Time at={token.createdAt} /> by {token.createdBy} ·{' '}
          {token.lastUsedAt === null ? (
            'never used'
          ) : (
            <>
              used <Time at={token.lastUsedAt} />
            </>
          )}{' '}
          ·{' '}
          {token.expiresAt === null ? (
            'does not expire'
          ) : (
            <>
              expires <Time at={token.expiresAt} />
            </>
          )}
        </p>
      </div>
      <span className={classes.role} title={roleMeanings[token.role]}>
        {token.role}
      </span>
      <ActButton needs="admin" variant="default" leftSection={<IconTrash size={14} aria-hidden />} onClick={dialog.open}>
        Revoke
      </ActButton>
      <ConfirmDialog
        opened={opened}
        close={dialog.close}
        title={`Revoke the token “${token.name}”?`}
        confirm="Revoke"
        color="red"
        act={async () => {
          await revoke.mutateAsync(token.id)
          toast({ tone: 'fine', message: `Revoked: ${token.name}.` })
        }}
      >
        <p>Whoever uses it is signed out within seconds, and can't sign in with it again.</p>
      </ConfirmDialog>
    </li>
  )
}
