import { IconClockExclamation, IconEyeOff, IconPlugConnectedX, type Icon } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { LookSource } from '../../api/types.ts'
import { Statement } from '../../ui/statement/statement.tsx'
import type { Tone } from '../../ui/status/tone.ts'
import { Time } from '../../ui/time/time.tsx'
import classes from './source-note.module.css'

type Of = { readonly stack: string; readonly source: LookSource; readonly zone?: string | undefined }

/** In a panel's head: which task saw this, and when. */
export function SeenBy({ stack, source, zone }: Of) {
  if (source.task === null) return null
  return (
    <span className={classes.seen}>
      <Link to={`/tasks/${stack}/${source.task.task}`}>{source.task.task}</Link>
      {source.runId !== null && source.at !== null && (
        <Link to={`/runs/${source.runId}`}>
          <Time at={source.at} zone={zone} />
        </Link>
      )}
    </span>
  )
}

const notes: {
  readonly [state in Exclude<LookSource['state'], 'fresh'>]: { readonly tone: Tone; readonly icon: Icon; readonly words: string }
} = {
  stale: { tone: 'attention', icon: IconClockExclamation, words: 'What you see is old' },
  failed: { tone: 'trouble', icon: IconPlugConnectedX, words: 'The last look failed' },
  unreadable: { tone: 'attention', icon: IconEyeOff, words: 'The last look can’t be read' },
  never: { tone: 'quiet', icon: IconEyeOff, words: 'Nobody has looked yet' },
  missing: { tone: 'quiet', icon: IconEyeOff, words: 'Nobody looks at this' },
}

/** Why what stands below is old, or isn't there; nothing at all when it is fresh. What wasn't seen must never look fine. */
export function SourceNote({ stack, source, lacks }: Of & { /** What would be seen: "dead rows". */ readonly lacks?: string }) {
  if (source.state === 'fresh') return null
  const { tone, icon: Glyph, words } = notes[source.state]
  const run = source.task?.openRun ?? source.task?.lastRun
  return (
    <div className={classes.note} data-tone={tone} role="status">
      <Glyph size={18} stroke={1.8} aria-hidden />
      <div>
        <p className={classes.words}>{lacks === undefined ? words : `${words}: ${lacks}`}</p>
        <p className={classes.why}>
          {source.why}
          {run && source.state !== 'missing' && (
            <>
              {' '}
              <Link to={`/runs/${run.id}`}>Its run</Link>
            </>
          )}
        </p>
        {source.example !== null && (
          <details className={classes.example}>
            <summary>What to add to the guide of {stack}</summary>
            <Statement text={source.example} label="Task for the stack file" />
          </details>
        )}
      </div>
    </div>
  )
}
