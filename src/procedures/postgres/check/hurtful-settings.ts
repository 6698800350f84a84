import type { Severity } from '../../../base/severity.ts'

export type HurtfulSetting = {
  readonly name: string
  readonly value: string
  readonly severity: Severity
  readonly because: string
  readonly hint: string
}

/** Settings with a value that no server that holds data should have, and why. (PostgreSQL documentation, chapters 19.5, 19.10 and 19.17) */
export const hurtfulSettings: readonly HurtfulSetting[] = [
  {
    name: 'fsync',
    value: 'off',
    severity: 'critical',
    because: 'a crash of the machine can destroy the whole cluster',
    hint: 'set fsync = on; for speed, synchronous_commit = off loses the last moments only.',
  },
  {
    name: 'full_page_writes',
    value: 'off',
    severity: 'critical',
    because: 'a page that was half written at a crash stays damaged',
    hint: 'set full_page_writes = on.',
  },
  {
    name: 'zero_damaged_pages',
    value: 'on',
    severity: 'critical',
    because: 'damaged pages are emptied without a word',
    hint: 'set zero_damaged_pages = off, and restore what is damaged.',
  },
  {
    name: 'ignore_checksum_failure',
    value: 'on',
    severity: 'critical',
    because: 'damaged pages are read as if they were whole',
    hint: 'set ignore_checksum_failure = off, and restore what is damaged.',
  },
  {
    name: 'autovacuum',
    value: 'off',
    severity: 'critical',
    because: 'dead rows pile up, and statistics grow old, between the runs of this guide',
    hint: 'set autovacuum = on; single tables can be tuned by their storage parameters.',
  },
  {
    name: 'track_counts',
    value: 'off',
    severity: 'critical',
    because: 'nobody knows which tables need care: autovacuum is blind',
    hint: 'set track_counts = on.',
  },
  {
    name: 'allow_system_table_mods',
    value: 'on',
    severity: 'warning',
    because: 'a slip can change the system catalogs',
    hint: 'set allow_system_table_mods = off.',
  },
]
