import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconShieldCheck, IconShieldQuestion, IconShieldX } from '@tabler/icons-react'
import { answer, api } from '../../api/client.ts'
import type { AuditVerdict } from '../../api/types.ts'
import { count } from '../../ui/format/units.ts'
import { FailureNote } from '../../ui/layout/failure-note.tsx'
import { Time } from '../../ui/time/time.tsx'
import classes from './audit.module.css'

/** Goes through the whole chain of hashes, on demand, and says whether it holds. */
export function VerifyAudit() {
  const query = useQuery({
    queryKey: ['audit-verdict'],
    queryFn: ({ signal }) => answer(api.GET('/api/audit/verify', { signal })),
    enabled: false,
    retry: false,
  })
  const verdict = query.data
  const tone = verdict === undefined ? 'quiet' : verdict.intact ? 'fine' : 'trouble'
  const Glyph = verdict === undefined ? IconShieldQuestion : verdict.intact ? IconShieldCheck : IconShieldX
  return (
    <>
      <div className={classes.verdict} data-tone={tone}>
        <Glyph size={22} stroke={1.8} aria-hidden />
        <div className={classes.words} role="status">
          <p className={classes.title}>{verdict === undefined ? 'Not verified yet on this page' : sentence(verdict)}</p>
          {verdict !== undefined && (
            <p className={classes.sub}>
              {verdict.reason !== null && `${verdict.reason} · `}head <code>{verdict.head.slice(0, 16)}</code> · checked{' '}
              <Time at={new Date(query.dataUpdatedAt).toISOString()} />
            </p>
          )}
        </div>
        <Button variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
          Verify
        </Button>
      </div>
      {query.error !== null && !query.isFetching && <FailureNote what="the chain couldn't be verified" error={query.error} />}
    </>
  )
}

function sentence(verdict: AuditVerdict): string {
  if (verdict.intact) return `The chain is intact: ${count(verdict.entries)} entries, none changed, none missing`
  return `The chain is broken${verdict.brokenAt === null ? '' : ` at entry ${verdict.brokenAt}`}`
}
