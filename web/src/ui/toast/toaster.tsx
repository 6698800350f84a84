import { CloseButton } from '@mantine/core'
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react'
import { Link } from 'react-router'
import { dismiss, useToasts } from './toasts.ts'
import classes from './toaster.module.css'

/** Where toasts stand: a live region, so that they are read out too. */
export function Toaster() {
  const toasts = useToasts()
  return (
    <div className={classes.corner} role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={classes.toast} data-tone={toast.tone}>
          {toast.tone === 'trouble' ? <IconAlertCircle size={18} aria-hidden /> : <IconCircleCheck size={18} aria-hidden />}
          <span className={classes.words}>
            {toast.message} {toast.link && <Link to={toast.link.to}>{toast.link.words}</Link>}
          </span>
          <CloseButton size="sm" aria-label="Dismiss" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </div>
  )
}
