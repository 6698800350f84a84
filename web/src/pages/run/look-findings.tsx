import { IconEyeOff } from '@tabler/icons-react'
import type { Look } from '../../api/types.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { Pill } from '../../ui/status/pill.tsx'
import { SeverityPill } from '../../ui/status/status-pills.tsx'
import { severityOrder } from '../../ui/status/severity.ts'
import { Words } from '../../ui/text/words.tsx'
import classes from './run.module.css'

/** What is wrong and no step cures, and what wasn't looked at: unknown is not fine. */
export function LookFindings({ look: { findings, notLookedAt } }: { readonly look: Look }) {
  const sorted = findings.toSorted((a, b) => severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity))
  return (
    <>
      <Panel title="Findings" count={findings.length} flush>
        {findings.length === 0 ? (
          <Quiet>None at the last look.</Quiet>
        ) : (
          <ul>
            {sorted.map((finding) => (
              <li key={finding.fingerprint} className={classes.finding}>
                <SeverityPill severity={finding.severity} />
                <p className={classes.findingTitle}>{finding.title}</p>
                {finding.detail && <p>{finding.detail}</p>}
                {finding.hint && (
                  <p>
                    → <Words text={finding.hint} />
                  </p>
                )}
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {notLookedAt.length > 0 && (
        <Panel title="Not looked at" count={notLookedAt.length} flush>
          <ul>
            {notLookedAt.map(({ what, why }) => (
              <li key={what} className={classes.finding}>
                <Pill tone="quiet" icon={IconEyeOff}>
                  unknown
                </Pill>
                <p className={classes.findingTitle}>{what}</p>
                <p>{why}</p>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}
