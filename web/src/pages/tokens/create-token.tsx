import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCreateToken } from '../../api/changes.ts'
import type { Role } from '../../api/types.ts'
import { FailureNote } from '../../ui/layout/failure-note.tsx'
import { Statement } from '../../ui/statement/statement.tsx'
import { expiryChoices, expiryOf } from './expiry.ts'
import { roleMeanings } from './roles.ts'
import classes from './tokens.module.css'

/** Makes a token and shows its secret, once. */
export function CreateToken({ opened, close }: { readonly opened: boolean; readonly close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="New token" closeButtonProps={{ 'aria-label': 'Close' }} closeOnClickOutside={false}>
      {opened && <Body close={close} />}
    </Modal>
  )
}

function Body({ close }: { readonly close: () => void }) {
  const create = useCreateToken()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [expiry, setExpiry] = useState('90')
  if (create.data) return <Secret secret={create.data.secret} name={create.data.token.name} close={close} />
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        const expiresAt = expiryOf(expiry, new Date())
        create.mutate({ name: name.trim(), role, ...(expiresAt ? { expiresAt } : {}) })
      }}
    >
      <TextInput
        label="Name"
        description="Who or what will use it, as it stands in the audit: letters, digits, dots, dashes and underscores."
        required
        data-autofocus
        maxLength={80}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label="Role"
        value={role}
        data={(['viewer', 'operator', 'admin'] as const).map((one) => ({ value: one, label: `${one}: ${roleMeanings[one]}` }))}
        onChange={(event) => setRole(event.currentTarget.value as Role)}
      />
      <NativeSelect label="Expires" value={expiry} data={[...expiryChoices]} onChange={(event) => setExpiry(event.currentTarget.value)} />
      {create.error !== null && <FailureNote error={create.error} />}
      <Group justify="flex-end" gap={8}>
        <Button variant="default" size="sm" onClick={close}>
          Not now
        </Button>
        <Button type="submit" size="sm" loading={create.isPending} disabled={name.trim() === ''}>
          Make the token
        </Button>
      </Group>
    </form>
  )
}

function Secret({ secret, name, close }: { readonly secret: string; readonly name: string; readonly close: () => void }) {
  return (
    <div className={classes.form}>
      <p>This is the token “{name}”. It is shown this once: Upkeep keeps only its hash.</p>
      <Statement text={secret} label="Token" />
      <Group justify="flex-end">
        <Button size="sm" onClick={close}>
          I have copied it
        </Button>
      </Group>
    </div>
  )
}
