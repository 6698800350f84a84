import { Link } from 'react-router'
import { useZones } from '../../api/zones.ts'
import type { RunSummary } from '../../api/types.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Quiet } from '../../ui/layout/quiet.tsx'
import { groupAlike } from '../../ui/run/group-alike.ts'
import { RunRow } from '../../ui/run/run-row.tsx'

const shown = 10

export function Recent({ runs }: { readonly runs: readonly RunSummary[] }) {
  const zones = useZones()
  return (
    <Panel title="Ran lately" flush aside={<Link to="/runs">All runs</Link>}>
      {runs.length === 0 ? (
        <Quiet>Nothing has run yet. The first runs begin when their tasks fall due.</Quiet>
      ) : (
        <ul>
          {groupAlike(runs)
            .slice(0, shown)
            .map(({ run, more }) => (
              <RunRow key={run.id} run={run} more={more} zone={zones[run.stack]} />
            ))}
        </ul>
      )}
    </Panel>
  )
}
