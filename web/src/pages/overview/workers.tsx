import { IconCircleCheck, IconPlugConnectedX } from '@tabler/icons-react'
import type { Worker } from '../../api/types.ts'
import { plural } from '../../ui/format/units.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { Pill } from '../../ui/status/pill.tsx'
import { Time } from '../../ui/time/time.tsx'
import classes from './overview.module.css'

/** Who does the work. Without one alive, nothing runs and nothing is known. */
export function Workers({ workers }: { readonly workers: readonly Worker[] }) {
  return (
    <Panel title="Workers" count={workers.filter(({ alive }) => alive).length} flush>
      {workers.length === 0 ? (
        <Quiet>
          No worker is alive: nothing runs until one starts. <code>./upkeep up</code> starts one.
        </Quiet>
      ) : (
        <ul>
          {workers.map((worker) => (
            <li key={worker.id} className={classes.line}>
              <div className={classes.lineWords}>
                <span className={classes.lineTitle}>{worker.host}</span>
                <span className={classes.sub}>
                  pid {worker.pid} · {worker.running === 0 ? 'idle' : plural(worker.running, 'run')} · since{' '}
                  <Time at={worker.startedAt} as="clock" />
                </span>
              </div>
              {worker.alive ? (
                <Pill tone="fine" icon={IconCircleCheck} bare>
                  alive
                </Pill>
              ) : (
                <Pill tone="attention" icon={IconPlugConnectedX} bare>
                  gone <Time at={worker.seenAt} />
                </Pill>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
