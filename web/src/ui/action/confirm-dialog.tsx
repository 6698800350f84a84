import { Button, Group, Modal, Textarea, type MantineColor } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { FailureNote } from '../layout/failure-note.tsx'
import classes from './confirm-dialog.module.css'
import '@mantine/core/styles/InlineInput.layer.css'

type Props = {
  readonly opened: boolean
  readonly close: () => void
  readonly title: ReactNode
  /** The words on the button that does it. */
  readonly confirm: string
  readonly color?: MantineColor
  /** A note to go with it; `required`: it can't be done without. */
  readonly note?: { readonly label: string; readonly required: boolean; readonly placeholder?: string }
  readonly size?: string
  /** Does it. The dialog stays while it goes on, closes when it is done, and shows what went wrong when it isn't. */
  readonly act: (note: string) => Promise<unknown>
  readonly children?: ReactNode
}

/** Asks once more before something is changed. */
export function ConfirmDialog({ opened, close, title, size = 'md', ...rest }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      size={size}

      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened && <Body close={close} {...rest} />}
    </Modal>
  )
}

function Body({ close, confirm, color, note: asked, act, children }: Omit<Props, 'opened' | 'title' | 'size'>) {
  const [note, setNote] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const missing = asked?.required === true && note.trim() === ''

  const submit = async (): Promise<void> => {
    if (busy || missing) return
    setBusy(true)
    setError(null)
    try {
      await act(note.trim())
      close()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form
      className={classes.body}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {children}
      {asked && (
        <Textarea
          label={asked.label}
          placeholder={asked.placeholder ?? ''}
          autosize
          minRows={2}
          maxRows={8}
          required={asked.required}
          value={note}
          data-autofocus
          onChange={(event) => setNote(event.currentTarget.value)}
          onKeyDown={(event) => (event.ctrlKey || event.metaKey) && event.key === 'Enter' && void submit()}
        />
      )}
      {error !== null && <FailureNote error={error} />}
      <Group justify="flex-end" gap={8}>
        <Button variant="default" size="sm" onClick={close}>
          Not now
        </Button>
        <Button type="submit" size="sm" loading={busy} disabled={missing} {...(color ? { color } : {})}>
          {confirm}
        </Button>
      </Group>
    </form>
  )
}
