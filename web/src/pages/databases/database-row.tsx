import type { DatabaseSummary } from '../../api/types.ts'
import { bytes, plural } from '../../ui/format/units.ts'
import { RowLink } from '../../ui/layout/row-link.tsx'
import { Pill } from '../../ui/status/pill.tsx'
import { verdicts } from '../../ui/status/verdict-icon.tsx'
import { Time } from '../../ui/time/time.tsx'
import { growthWords, kindWords } from '../database/words.ts'
import classes from './database-row.module.css'

/** One database: is it all right, how large, how fast it grows, what is worst. */
export function DatabaseRow({ database }: { readonly database: DatabaseSummary }) {
  const { stack, target, kind, status, headline, bytes: size, growthPerDay, worst, needs, lastLookAt, looks } = database
  const { tone, icon } = verdicts[status]
  const unseen = (looks.failed ?? 0) + (looks.stale ?? 0) + (looks.unreadable ?? 0)
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <RowLink to={`/databases/${stack}/${target}`}>{target}</RowLink>
        <span className={classes.sub}>{worst === null ? kindWords[kind] : worst.title}</span>
      </div>
      <span className={classes.status}>
        <Pill tone={tone} icon={icon}>
          {headline}
        </Pill>
        {needs > 1 && <small>{plural(needs, 'thing')} in all</small>}
      </span>
      <span className={classes.size}>
        {size === null ? '–' : bytes(size)}
        <small>{growthPerDay === null ? 'growth not known' : growthWords(growthPerDay)}</small>
      </span>
      <span className={classes.look}>
        {lastLookAt === null ? 'never looked at' : <Time at={lastLookAt} />}
        {unseen > 0 && <small>{plural(unseen, 'look')} failed or old</small>}
      </span>
    </li>
  )
}
