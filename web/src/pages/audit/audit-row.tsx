import { useState } from 'react'
import { Link } from 'react-router'
import type { AuditEntry } from '../../api/types.ts'
import { isBranch } from '../../ui/json/differing.ts'
import { JsonTree } from '../../ui/json/json-tree.tsx'
import { Time } from '../../ui/time/time.tsx'
import { subjectPath } from './subject-path.ts'
import classes from './audit.module.css'

/** One entry; opened, it shows its detail and its hash, and leads on. */
export function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  const [open, setOpen] = useState(false)
  return (
    <li>
      <details className={classes.entry} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary data-row>
          <span className={classes.seq}>{entry.seq}</span>
          <span className={classes.action}>{entry.action}</span>
          <span className={classes.subject}>{entry.subject}</span>
          <span className={classes.actor}>{entry.actor}</span>
          <Time at={entry.at} as="clock" />
        </summary>
        {open && <Detail entry={entry} />}
      </details>
    </li>
  )
}

function Detail({ entry }: { readonly entry: AuditEntry }) {
  const path = subjectPath(entry.subject)
  return (
    <div className={classes.detail}>
      {isBranch(entry.detail) && Object.keys(entry.detail).length > 0 && (
        <JsonTree value={entry.detail} label={`Detail of entry ${entry.seq}`} />
      )}
      <p>
        {path !== null && (
          <>
            <Link to={path}>Open the run</Link> ·{' '}
          </>
        )}
        <Link to={`/audit?subject=${encodeURIComponent(entry.subject)}`}>Only this subject</Link>
      </p>
      <p>
        hash <code>{entry.hash}</code>
      </p>
    </div>
  )
}
