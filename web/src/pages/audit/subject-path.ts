/** Where a subject of the audit is shown: `run:018f...` on its run's page; others have none of their own. */
export function subjectPath(subject: string): string | null {
  const run = /^run:([0-9a-f-]{36})$/.exec(subject)?.[1]
  return run === undefined ? null : `/runs/${run}`
}
